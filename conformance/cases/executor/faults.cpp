// SPDX-License-Identifier: BSL-1.0
// ProcessPoolExecutor: what goes wrong in it never hangs.
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

int square(int n) { return n * n; }
void exit_with_three() { std::_Exit(3); }

std::optional<mp::Connection> told;
void keep_connection(mp::Connection connection) { told.emplace(connection); }
void tell_and_hang() {
  mp::Event never;  // made first: a process that is killed in the middle of that may leave a file
  told->send(1);
  (void)never.wait();
}

/// Does something when it is written or read in a worker.
enum class Fault { none, error, exit, crash };
void commit(Fault fault) {
  if (!mp::parent_process()) return;
  if (fault == Fault::error) throw std::domain_error("of the value");
  if (fault == Fault::exit) mp::exit(7);
  if (fault == Fault::crash) std::_Exit(3);
}
template <bool OnSave>
struct Faulty {
  Fault fault = Fault::none;
  template <class Archive>
  void save(Archive& archive) const {
    if (OnSave) commit(fault);
    archive(fault);
  }
  template <class Archive>
  void load(Archive& archive) {
    archive(fault);
    if (!OnSave) commit(fault);
  }
};

template <class Error, class Future>
bool fails_with(const Future& future) {
  return throws<Error>([&] { (void)future.result(); });
}

}  // namespace

MP_CASE("executor.worker.that-dies-breaks-it", requires_("EXECUTOR-WORKER-DIES", "EXECUTOR-SUBMIT-BROKEN")) {
  auto [here, there] = mp::Pipe(false);
  mp::ProcessPoolExecutor executor(mp::ExecutorOptions{.max_workers = 2}, keep_connection, there);
  const auto hanging = executor.submit(tell_and_hang);
  BOOST_TEST(here.recv<int>() == 1);
  const auto dying = executor.submit(exit_with_three);
  BOOST_TEST(fails_with<mp::BrokenProcessPool>(dying));
  BOOST_TEST(fails_with<mp::BrokenProcessPool>(hanging));
  BOOST_CHECK_THROW((void)executor.submit(square, 1), mp::BrokenProcessPool);
  executor.shutdown();
}

MP_CASE("executor.worker.killed-with-much-on-the-way", requires_("EXECUTOR-WORKER-DIES")) {
  mp::ProcessPoolExecutor executor(2);
  const std::string large = pattern(5'000'000);
  const auto dying = executor.submit([](const std::string&) { exit_with_three(); }, large);
  std::vector<mp::Future<std::size_t>> others;
  for (int i = 0; i < 5; ++i) {
    try {
      others.push_back(executor.submit([](const std::string& text) { return text.size(); }, large));
    } catch (const mp::BrokenProcessPool&) {
      break;
    }
  }
  executor.shutdown();
  BOOST_TEST(fails_with<mp::BrokenProcessPool>(dying));
  for (const auto& other : others) BOOST_TEST(other.done());
}

MP_CASE("executor.initializer.runs-or-breaks-it", requires_("EXECUTOR-INITIALIZER")) {
  auto [here, there] = mp::Pipe(false);
  {
    mp::ProcessPoolExecutor executor(
        mp::ExecutorOptions{.max_workers = 1}, [](mp::Connection connection, int n) { connection.send(n); }, there, 5);
    BOOST_TEST(executor.submit(square, 2).result() == 4);
    BOOST_TEST(here.recv<int>() == 5);
  }
  mp::ProcessPoolExecutor failing(mp::ExecutorOptions{.max_workers = 2}, [] { throw std::runtime_error("no"); });
  const auto future = failing.submit(square, 2);
  BOOST_TEST(fails_with<mp::BrokenProcessPool>(future));
  BOOST_CHECK_THROW((void)failing.submit(square, 2), mp::BrokenProcessPool);
}

MP_CASE("executor.forced.workers-are-ended", requires_("EXECUTOR-FORCED")) {
  for (const bool by_kill : {false, true}) {
    auto [here, there] = mp::Pipe(false);
    mp::ProcessPoolExecutor executor(mp::ExecutorOptions{.max_workers = 1}, keep_connection, there);
    const auto hanging = executor.submit(tell_and_hang);
    BOOST_TEST(here.recv<int>() == 1);
    by_kill ? executor.kill_workers() : executor.terminate_workers();
    BOOST_TEST(fails_with<mp::BrokenProcessPool>(hanging));
    BOOST_CHECK_THROW((void)executor.submit(square, 1), mp::ProcessError);
  }
  mp::ProcessPoolExecutor without_workers(1);
  without_workers.terminate_workers();
  without_workers.kill_workers();
  BOOST_CHECK_THROW((void)without_workers.submit(square, 1), mp::ProcessError);
}

MP_CASE("executor.faults.while-a-task-is-read", requires_("EXECUTOR-FAULTS")) {
  const auto use = [](const Faulty<false>&) {};
  mp::ProcessPoolExecutor executor(1);
  BOOST_TEST(fails_with<std::domain_error>(executor.submit(use, Faulty<false>{Fault::error})));
  BOOST_TEST(fails_with<mp::SystemExit>(executor.submit(use, Faulty<false>{Fault::exit})));
  BOOST_TEST(fails_with<mp::BrokenProcessPool>(executor.submit(use, Faulty<false>{Fault::crash})));
}

MP_CASE("executor.faults.while-a-result-is-written", requires_("EXECUTOR-FAULTS")) {
  const auto make = [](Fault fault) { return Faulty<true>{fault}; };
  mp::ProcessPoolExecutor executor(1);
  BOOST_TEST(fails_with<mp::MaybeEncodingError>(executor.submit(make, Fault::error)));
  BOOST_TEST((executor.submit(make, Fault::none).result().fault == Fault::none));
  BOOST_TEST(fails_with<mp::BrokenProcessPool>(executor.submit(make, Fault::crash)));
}

MP_CASE("executor.faults.after-shutdown", requires_("EXECUTOR-FAULTS")) {
  mp::ProcessPoolExecutor executor(1);
  const auto dying = executor.submit(exit_with_three);
  const auto next = executor.submit(square, 2);
  executor.shutdown();
  BOOST_TEST(fails_with<mp::BrokenProcessPool>(dying));
  BOOST_TEST(fails_with<mp::BrokenProcessPool>(next));
}

}  // namespace conformance
