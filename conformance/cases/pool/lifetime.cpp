// SPDX-License-Identifier: BSL-1.0
// Pool: how many workers it has, how it ends, and what is left of it.
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

int square(int n) { return n * n; }

std::optional<mp::Connection> told;
void keep_connection(mp::Connection connection) { told.emplace(connection); }
void tell_and_hang(int n) {
  mp::Event never;  // made first: a process that is killed in the middle of that may leave a file
  told->send(n);
  (void)never.wait();
}

/// Can be copied only so often.
struct Scarce {
  static inline int copies = 0;
  Scarce() = default;
  Scarce(const Scarce&) {
    if (copies-- <= 0) throw std::length_error("no more copies");
  }
  Scarce(Scarce&&) noexcept = default;
  template <class Archive>
  void serialize(Archive&) {}
};

}  // namespace

MP_CASE("pool.size.is-what-was-asked-for", requires_("POOL-SIZE")) {
  mp::Pool pool(3);
  BOOST_TEST(pool.size() == 3U);
  BOOST_TEST(mp::active_children().size() == 3U);
  BOOST_TEST(mp::Pool().size() == mp::usable_cpu_count());
}

MP_CASE("pool.size.less-than-one-is-refused", requires_("POOL-SIZE-INVALID")) {
  BOOST_CHECK_THROW(mp::Pool(0), mp::ValueError);
  BOOST_CHECK_THROW(mp::Pool(-1), mp::ValueError);
}

MP_CASE("pool.size.more-than-any-wait-takes", requires_("POOL-MANY-WORKERS"), {.limit = 180s}) {
  constexpr int many = 200;
  try {
    mp::Pool pool(many);
    std::vector<int> numbers;
    for (int n = 0; n < many; ++n) numbers.push_back(n);
    const auto squares = pool.map(square, numbers);
    for (int n = 0; n < many; ++n) BOOST_TEST(squares[static_cast<std::size_t>(n)] == n * n);
    BOOST_TEST(pool.size() == static_cast<std::size_t>(many));
  } catch (const mp::OSError& error) {
    if (error.code() != std::errc::too_many_files_open) throw;
    unsupported("a process may not have as many handles open as so many workers need");
  }
}

MP_CASE("pool.close.finishes-what-it-has", requires_("POOL-CLOSE", "POOL-JOIN-RUNNING")) {
  mp::Pool pool(2);
  BOOST_CHECK_THROW(pool.join(), mp::ValueError);
  std::vector<mp::AsyncResult<int>> results;
  for (int i = 0; i < 50; ++i) results.push_back(pool.apply_async(square, i));
  pool.close();
  BOOST_CHECK_THROW((void)pool.apply_async(square, 1), mp::ValueError);
  BOOST_CHECK_THROW((void)pool.map(square, std::vector<int>{1}), mp::ValueError);
  BOOST_CHECK_THROW((void)pool.imap(square, std::vector<int>{1}), mp::ValueError);
  pool.join();
  pool.join();
  for (int i = 0; i < 50; ++i) BOOST_TEST(results[static_cast<std::size_t>(i)].get(0s) == i * i);
  BOOST_TEST(mp::active_children().empty());
}

MP_CASE("pool.terminate.does-not-wait-for-tasks", requires_("POOL-TERMINATE")) {
  auto [here, there] = mp::Pipe(false);
  mp::Pool pool(mp::PoolOptions{.processes = 2}, keep_connection, there);
  mp::MapOptions options;
  options.chunksize = 1;
  const auto result = pool.map_async(tell_and_hang, std::vector<int>(10'000, 1), options);
  BOOST_TEST(here.recv<int>() == 1);
  pool.terminate();
  pool.join();
  BOOST_CHECK_THROW(result.get(0s), mp::CancelledError);
  BOOST_CHECK_THROW((void)pool.apply_async(square, 1), mp::ValueError);
  BOOST_TEST(mp::active_children().empty());
}

MP_CASE("pool.scope.terminates", requires_("POOL-SCOPE-TERMINATES")) {
  auto [here, there] = mp::Pipe(false);
  std::optional<mp::AsyncResult<void>> result;
  {
    mp::Pool pool(mp::PoolOptions{.processes = 1}, keep_connection, there);
    result = pool.apply_async(tell_and_hang, 1);
    BOOST_TEST(here.recv<int>() == 1);
  }
  BOOST_CHECK_THROW(result->get(0s), mp::CancelledError);
  BOOST_TEST(mp::active_children().empty());
}

MP_CASE("pool.program.ends-with-a-pool-that-lives", requires_("POOL-PROGRAM-END")) {
  static mp::Pool kept(2);  // ended by the end of this program, or what it leaves behind shows
  BOOST_TEST(kept.apply(square, 3) == 9);
  BOOST_TEST(exitcode_of([] {
               auto* leaked = new mp::Pool(2);
               (void)leaked->map_async(square, std::vector<int>(1000, 3));
               answer(leaked->apply(square, 3) == 9);
             }) == yes);
}

MP_CASE("pool.parent.killed-ends-the-workers", requires_("POOL-PARENT-KILLED")) {
  auto [here, there] = mp::Pipe(false);
  Child parent(
      [](mp::Connection connection) {
        mp::Event never;
        mp::Pool pool(mp::PoolOptions{.processes = 2}, keep_connection, connection);
        (void)pool.map_async(tell_and_hang, std::vector<int>{1, 1}, mp::MapOptions{.chunksize = 1});
        (void)never.wait();
      },
      there);
  there.close();
  BOOST_TEST(here.recv<int>() == 1);
  BOOST_TEST(here.recv<int>() == 1);
  parent->kill();
  BOOST_CHECK_THROW((void)here.recv<int>(), mp::EOFError);  // no worker has it open any more
  parent->join();
}

MP_CASE("pool.start.that-fails-leaves-nothing", requires_("POOL-START-FAILS")) {
  // For each worker its arguments are copied: one copy after the other is the first that fails.
  for (int enough = 0;; ++enough) {
    Scarce::copies = enough;
    try {
      mp::Pool pool(
          mp::PoolOptions{.processes = 3}, [](const Scarce&) {}, Scarce());
      BOOST_TEST(enough >= 3);
      break;
    } catch (const std::length_error&) {
      BOOST_TEST(mp::active_children().empty());
    }
  }
}

MP_CASE("pool.start.in-a-daemon-is-refused", requires_("POOL-START-FAILS")) {
  mp::ProcessOptions daemon;
  daemon.daemon = true;
  BOOST_TEST(exitcode_of(daemon, [] { answer(throws<mp::AssertionError>([] { mp::Pool pool(2); })); }) == yes);
}

MP_CASE("pool.object.cannot-be-sent", requires_("POOL-NOT-SERIALIZED")) {
  BOOST_TEST(!mp::Picklable<mp::Pool>);
  BOOST_TEST(!std::is_copy_constructible_v<mp::Pool>);
}

MP_CASE("pool.forked-child.may-not-use-it", requires_("POOL-FORKED-CHILD"),
        {.start_methods = {mp::StartMethod::fork}}) {
  mp::Pool pool(1);
  BOOST_TEST(exitcode_of([&] {
               answer(throws<mp::AssertionError>([&] { (void)pool.apply_async(square, 1); }) &&
                      throws<mp::AssertionError>([&] { pool.terminate(); }));
             }) == yes);
  BOOST_TEST(pool.apply(square, 3) == 9);
}

}  // namespace conformance
