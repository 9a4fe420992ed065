// SPDX-License-Identifier: BSL-1.0
// Pool: workers that die, take too long, end after a while, or cannot begin.
#include <cstdlib>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

int square(int n) { return n * n; }
std::int64_t pid() { return *mp::current_process().pid(); }

std::optional<mp::Semaphore> units;
void keep_units(mp::Semaphore semaphore) { units.emplace(semaphore); }
void exit_with_three() { std::_Exit(3); }
void hang() {
  mp::Event never;  // made first: a process that is killed in the middle of that may leave a file
  units->release();
  (void)never.wait();
}
int die_while_there_are_units() {
  if (units->acquire(0s)) std::_Exit(3);
  return 8;
}

void kill_children() {
  for (auto& child : mp::active_children()) child.kill();
}

}  // namespace

MP_CASE("pool.worker.that-exits-fails-its-task-alone", requires_("POOL-WORKER-DIED", "POOL-WORKER-REPLACED")) {
  mp::Pool pool(2);
  for (int round = 0; round < 3; ++round) {
    const auto others = pool.map_async(square, std::vector<int>{1, 2, 3});
    BOOST_CHECK_EXCEPTION(pool.apply(exit_with_three), mp::WorkerDiedError, [](const auto& error) {
      return error.exitcode() == 3 && !error.signal() &&
             std::string(error.what()).find("PoolWorker") != std::string::npos;
    });
    BOOST_TEST(others.get() == (std::vector<int>{1, 4, 9}));
  }
  BOOST_TEST(pool.map(square, std::vector<int>{1, 2, 3}) == (std::vector<int>{1, 4, 9}));
}

MP_CASE("pool.worker.that-is-killed-fails-its-task-alone", requires_("POOL-WORKER-DIED", "POOL-WORKER-REPLACED")) {
  mp::Semaphore begun(0);
  mp::Pool pool(mp::PoolOptions{.processes = 1}, keep_units, begun);
  const auto stuck = pool.apply_async(hang);
  BOOST_TEST(begun.acquire());
  kill_children();
  BOOST_CHECK_EXCEPTION(stuck.get(), mp::WorkerDiedError,
                        [](const auto& error) { return error.signal() == 9 && !error.hint().empty(); });
  BOOST_TEST(pool.apply(square, 5) == 25);
}

MP_CASE("pool.worker.that-is-killed-while-idle-costs-nothing", requires_("POOL-IDLE-WORKER-KILLED")) {
  mp::Pool pool(2);
  for (int round = 0; round < 5; ++round) {
    BOOST_TEST(pool.map(square, std::vector<int>{1, 2, 3}) == (std::vector<int>{1, 4, 9}));
    kill_children();
  }
  BOOST_TEST(pool.apply(square, 5) == 25);
}

MP_CASE("pool.retries.on-another-worker", requires_("POOL-TASK-RETRIED")) {
  mp::Semaphore deaths(2);
  mp::Pool pool(mp::PoolOptions{.processes = 1}, keep_units, deaths);
  mp::TaskOptions options;
  options.retries = 2;
  BOOST_TEST(pool.apply(options, die_while_there_are_units) == 8);
  for (int i = 0; i < 4; ++i) deaths.release();
  BOOST_CHECK_THROW(pool.apply(options, die_while_there_are_units), mp::WorkerDiedError);
  BOOST_TEST(deaths.acquire(0s));  // it was begun three times
  BOOST_TEST(!deaths.acquire(0s));
  BOOST_CHECK_THROW(pool.apply(exit_with_three), mp::WorkerDiedError);
}

MP_CASE("pool.task-timeout.ends-its-worker-alone", requires_("POOL-TASK-TIMEOUT")) {
  mp::Semaphore begun(0);
  mp::Pool pool(mp::PoolOptions{.processes = 2}, keep_units, begun);
  mp::TaskOptions options;
  options.timeout = a_while;
  const Stopwatch watch;
  BOOST_CHECK_THROW(pool.apply(options, hang), mp::TaskTimeoutError);
  BOOST_TEST(watch.elapsed() >= a_while);
  BOOST_TEST(pool.apply(square, 3) == 9);
}

MP_CASE("pool.max_tasks.workers-are-replaced", requires_("POOL-MAX-TASKS"), {.limit = 60s}) {
  mp::PoolOptions options;
  options.processes = 2;
  options.max_tasks_per_child = 5;
  mp::Pool pool(options);
  std::set<std::int64_t> pids;
  for (int i = 0; i < 20; ++i) pids.insert(pool.apply(pid));
  BOOST_TEST(pids.size() >= 4U);
  BOOST_TEST(pool.map(square, std::vector<int>{1, 2, 3}) == (std::vector<int>{1, 4, 9}));
}

MP_CASE("pool.max_tasks.of-one-and-an-early-close", requires_("POOL-MAX-TASKS-CLOSE"), {.limit = 60s}) {
  mp::PoolOptions options;
  options.processes = 2;
  options.max_tasks_per_child = 1;
  mp::Pool pool(options);
  std::vector<mp::AsyncResult<int>> results;
  for (int i = 0; i < 6; ++i) results.push_back(pool.apply_async(square, i));
  pool.close();
  pool.join();
  for (int i = 0; i < 6; ++i) BOOST_TEST(results[static_cast<std::size_t>(i)].get(0s) == i * i);
}

MP_CASE("pool.max_tasks.less-than-one-is-refused", requires_("POOL-MAX-TASKS-INVALID")) {
  for (const int number : {0, -1}) {
    mp::PoolOptions options;
    options.max_tasks_per_child = number;
    BOOST_CHECK_THROW(mp::Pool{options}, mp::ValueError);
  }
}

MP_CASE("pool.max_memory.workers-are-replaced", requires_("POOL-MAX-MEMORY")) {
  mp::PoolOptions options;
  options.processes = 1;
  options.max_memory_per_child = 1;
  mp::Pool pool(options);
  const auto first = pool.apply(pid);
  if (pool.apply(pid) == first) unsupported("this system does not tell how much memory a process takes");
  options.max_memory_per_child = std::uint64_t{1} << 40U;
  mp::Pool patient(options);
  BOOST_TEST(patient.apply(pid) == patient.apply(pid));
}

MP_CASE("pool.initializer.runs-in-each-worker", requires_("POOL-INITIALIZER")) {
  mp::Semaphore begun(0);
  mp::Pool pool(
      mp::PoolOptions{.processes = 3},
      [](mp::Semaphore semaphore, const std::string& text) {
        if (text == "text") semaphore.release();
      },
      begun, "text");
  for (int i = 0; i < 3; ++i) BOOST_TEST(begun.acquire());
  kill_children();
  for (int i = 0; i < 3; ++i) BOOST_TEST(begun.acquire());  // and in those that take their places
}

MP_CASE("pool.initializer.that-throws-fails-the-pool", requires_("POOL-INITIALIZER-FAILS")) {
  mp::Pool pool(
      mp::PoolOptions{.processes = 2}, [](int n) { throw std::out_of_range(std::to_string(n)); }, 5);
  const auto early = pool.apply_async(square, 1);
  BOOST_CHECK_THROW((void)early.get(), std::out_of_range);
  BOOST_CHECK_THROW((void)pool.apply(square, 1), std::out_of_range);
  BOOST_CHECK_THROW((void)pool.map(square, std::vector<int>{1, 2}), std::out_of_range);
  BOOST_CHECK_THROW((void)pool.imap(square, std::vector<int>{1, 2}).next(), std::out_of_range);
  pool.close();
  pool.join();
}

MP_CASE("pool.initializer.that-dies-fails-the-pool", requires_("POOL-INITIALIZER-FAILS")) {
  mp::Pool pool(mp::PoolOptions{.processes = 1}, exit_with_three);
  BOOST_CHECK_THROW((void)pool.apply(square, 1), mp::WorkerDiedError);
}

}  // namespace conformance
