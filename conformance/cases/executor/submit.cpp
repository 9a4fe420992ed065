// SPDX-License-Identifier: BSL-1.0
// ProcessPoolExecutor: calls, workers, and how it ends.
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

int square(int n) { return n * n; }
int add(int left, int right) { return left + right; }
std::int64_t pid() { return *mp::current_process().pid(); }
int refuse_two(int n) {
  if (n == 2) throw std::out_of_range("two");
  return n;
}

std::optional<mp::Event> gate;
void keep_gate(mp::Event event) { gate.emplace(event); }
std::int64_t pass_gate() {
  (void)gate->wait();
  return pid();
}

std::optional<mp::Connection> told;
void keep_connection(mp::Connection connection) { told.emplace(connection); }

}  // namespace

MP_CASE("executor.submit.gives-a-future", requires_("EXECUTOR-SUBMIT", "FUTURE-RESULT")) {
  mp::ProcessPoolExecutor executor(2);
  const auto future = executor.submit(add, 2, 3);
  BOOST_TEST(future.result() == 5);
  BOOST_TEST(executor.submit([](const std::string& text) { return text + "!"; }, "x").result() == "x!");
  BOOST_TEST(executor.submit(pid).result() != pid());
  BOOST_CHECK_THROW((void)executor.submit([](mp::Event) {}, mp::Event()), mp::UnpicklableError);
}

MP_CASE("executor.submit.an-exception-keeps-its-type", requires_("EXECUTOR-TASK-ERROR", "FUTURE-EXCEPTION")) {
  mp::ProcessPoolExecutor executor(1);
  const auto future = executor.submit(refuse_two, 2);
  BOOST_CHECK_THROW((void)future.result(), std::out_of_range);
  BOOST_TEST((future.exception() != nullptr));
  BOOST_TEST((executor.submit(refuse_two, 1).exception() == nullptr));
  BOOST_CHECK_THROW(executor.submit([] { mp::exit(7); }).result(), mp::SystemExit);
  BOOST_TEST(executor.submit(refuse_two, 3).result() == 3);
}

MP_CASE("executor.workers.less-than-one-is-refused", requires_("EXECUTOR-WORKERS-INVALID")) {
  BOOST_CHECK_THROW(mp::ProcessPoolExecutor(0), mp::ValueError);
  BOOST_CHECK_THROW(mp::ProcessPoolExecutor(-1), mp::ValueError);
}

MP_CASE("executor.workers.as-many-as-there-is-work-for", requires_("EXECUTOR-ON-DEMAND")) {
  mp::Event event;
  mp::ProcessPoolExecutor executor(mp::ExecutorOptions{.max_workers = 3}, keep_gate, event);
  BOOST_TEST(executor.worker_pids().empty());
  std::vector<mp::Future<std::int64_t>> futures;
  for (int i = 0; i < 45; ++i) futures.push_back(executor.submit(pass_gate));
  event.set();
  std::set<std::int64_t> pids;
  for (const auto& future : futures) pids.insert(future.result());
  BOOST_TEST(pids.size() <= 3U);
  BOOST_TEST(executor.worker_pids().size() == 3U);
}

MP_CASE("executor.workers.idle-ones-are-used-again", requires_("EXECUTOR-IDLE-REUSED")) {
  mp::ProcessPoolExecutor executor(4);
  std::set<std::int64_t> pids;
  for (int i = 0; i < 5; ++i) pids.insert(executor.submit(pid).result());
  BOOST_TEST(pids.size() == 1U);
}

MP_CASE("executor.workers.are-forked-by-who-submits", requires_("EXECUTOR-FORK-BY-CALLER"),
        {.start_methods = {mp::StartMethod::fork}}) {
  mp::set_fork_with_threads(mp::ForkWithThreads::refuse);
  mp::ProcessPoolExecutor executor(2);
  for (int i = 0; i < 3; ++i) BOOST_TEST(executor.submit(square, i).result() == i * i);
}

MP_CASE("executor.max_tasks.a-worker-ends-after-so-many", requires_("EXECUTOR-MAX-TASKS"), {.limit = 60s}) {
  mp::ExecutorOptions options;
  options.max_workers = 1;
  options.max_tasks_per_child = 2;
  std::vector<mp::Future<std::int64_t>> futures;
  {
    mp::ProcessPoolExecutor executor(options);
    for (int i = 0; i < 7; ++i) futures.push_back(executor.submit(pid));
  }
  std::set<std::int64_t> pids;
  for (std::size_t i = 0; i < futures.size(); ++i) {
    pids.insert(futures[i].result(0s));
    BOOST_TEST(pids.size() == i / 2 + 1);
  }
  options.max_tasks_per_child = 0;
  BOOST_CHECK_THROW(mp::ProcessPoolExecutor{options}, mp::ValueError);
}

MP_CASE("executor.shutdown.finishes-and-refuses-more",
        requires_("EXECUTOR-SHUTDOWN", "EXECUTOR-SUBMIT-AFTER-SHUTDOWN")) {
  mp::ProcessPoolExecutor executor(2);
  std::vector<mp::Future<int>> futures;
  for (int i = 0; i < 50; ++i) futures.push_back(executor.submit(square, i));
  executor.shutdown();
  executor.shutdown();
  for (int i = 0; i < 50; ++i) BOOST_TEST(futures[static_cast<std::size_t>(i)].result(0s) == i * i);
  BOOST_CHECK_THROW((void)executor.submit(square, 1), mp::ProcessError);
  BOOST_CHECK_THROW((void)executor.map(square, std::vector<int>{1}), mp::ProcessError);
  BOOST_TEST(mp::active_children().empty());
}

MP_CASE("executor.shutdown.without-waiting-finishes-too", requires_("EXECUTOR-SHUTDOWN-NO-WAIT")) {
  mp::Event event;
  std::optional<mp::Future<std::int64_t>> future;
  {
    mp::ProcessPoolExecutor executor(mp::ExecutorOptions{.max_workers = 1}, keep_gate, event);
    future = executor.submit(pass_gate);
    executor.shutdown(false);
    BOOST_TEST(!future->done());
    event.set();
  }
  BOOST_TEST(future->result(0s) > 0);
}

MP_CASE("executor.shutdown.cancels-what-waits", requires_("EXECUTOR-CANCEL-FUTURES")) {
  auto [here, there] = mp::Pipe(false);
  mp::Event event;
  mp::ProcessPoolExecutor executor(
      mp::ExecutorOptions{.max_workers = 1},
      [](mp::Event opening, mp::Connection connection) {
        keep_gate(opening);
        keep_connection(connection);
      },
      event, there);
  const auto first = executor.submit([] {
    told->send(1);
    return pass_gate();
  });
  std::vector<mp::Future<std::int64_t>> rest;
  for (int i = 0; i < 20; ++i) rest.push_back(executor.submit(pass_gate));
  BOOST_TEST(here.recv<int>() == 1);
  executor.shutdown(false, true);
  event.set();
  executor.shutdown();
  BOOST_TEST(first.result(0s) > 0);
  for (const auto& future : rest) BOOST_TEST(future.cancelled());
}

MP_CASE("executor.program.ends-after-its-work", requires_("EXECUTOR-PROGRAM-END")) {
  auto [here, there] = mp::Pipe(false);
  Child child(
      [](mp::Connection connection) {
        auto* leaked = new mp::ProcessPoolExecutor(mp::ExecutorOptions{.max_workers = 1}, keep_connection, connection);
        for (int i = 0; i < 5; ++i) (void)leaked->submit([](int n) { told->send(n); }, i);
        leaked->shutdown(false);
        mp::exit(yes);
      },
      there);
  there.close();
  for (int i = 0; i < 5; ++i) BOOST_TEST(here.recv<int>() == i);
  child->join();
  BOOST_TEST(child->exitcode() == yes);
}

}  // namespace conformance
