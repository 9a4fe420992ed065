// SPDX-License-Identifier: BSL-1.0
// Pools: what is left when a worker, a task or an initializer fails, and when workers end.
#include "multiprocessing/pool.hpp"

#include <csignal>
#include <set>

#include "pool_tasks.hpp"

using namespace pool_tasks;

namespace {

std::optional<mp::Semaphore> lives;  // what the initializer of a worker was given
int die_while_there_are_lives() {
  if (lives->acquire(0s)) std::_Exit(3);
  return 8;
}

}  // namespace

BOOST_DATA_TEST_CASE(a_worker_that_dies_takes_its_task_alone, mp::every_method(), method) {
  mp::Pool pool(of(method, 2));
  const auto dead = pool.apply_async(die);
  BOOST_CHECK_EXCEPTION(dead.get(), mp::WorkerDiedError,
                        [](const auto& error) { return error.exitcode() == 3 && !error.signal(); });
  for (int round = 0; round < 5; ++round) {
    BOOST_CHECK_EXCEPTION(pool.apply([] {
      std::signal(SIGTERM, SIG_DFL);  // Boost.Test would go on with its tests
      std::raise(SIGTERM);
    }),
                          mp::WorkerDiedError,
                          [](const auto& error) { return !error.hint().empty() || error.exitcode() != 0; });
    BOOST_TEST(pool.map(square, up_to(3)) == (std::vector<int>{0, 1, 4}));
  }
}

BOOST_DATA_TEST_CASE(idle_workers_that_are_killed_are_replaced, mp::every_method(), method) {
  mp::Pool pool(of(method, 2));
  BOOST_TEST(pool.apply(square, 2) == 4);
  for (auto& worker : mp::active_children()) worker.kill();
  BOOST_TEST(pool.map(square, up_to(3)) == (std::vector<int>{0, 1, 4}));
}

BOOST_DATA_TEST_CASE(a_task_is_tried_again_by_another_worker, mp::every_method(), method) {
  mp::Pool pool(
      of(method, 1), [](mp::Semaphore semaphore) { lives.emplace(semaphore); }, mp::Semaphore(2));
  mp::TaskOptions again;
  again.retries = 2;
  BOOST_TEST(pool.apply(again, die_while_there_are_lives) == 8);
  BOOST_CHECK_THROW(pool.apply(again, die), mp::WorkerDiedError);
}

BOOST_DATA_TEST_CASE(a_task_that_takes_too_long_costs_its_worker_alone, mp::every_method(), method) {
  mp::Pool pool(of(method, 2));
  mp::TaskOptions limited;
  limited.timeout = 50ms;
  BOOST_CHECK_THROW(pool.apply(limited, hang), mp::TaskTimeoutError);
  BOOST_TEST(pool.map(square, up_to(3)) == (std::vector<int>{0, 1, 4}));
}

BOOST_DATA_TEST_CASE(an_exit_in_a_task_is_what_the_caller_gets, mp::every_method(), method) {
  mp::Pool pool(of(method, 1));
  BOOST_CHECK_EXCEPTION(pool.apply([] { mp::exit(7); }), mp::SystemExit, [](const auto& end) { return end.code == 7; });
  BOOST_TEST(pool.apply(square, 2) == 4);
}

BOOST_DATA_TEST_CASE(an_initializer_that_fails_fails_the_pool, mp::every_method(), method) {
  mp::Pool pool(
      of(method, 2), [](int n) { throw std::out_of_range("init " + std::to_string(n)); }, 5);
  const auto early = pool.apply_async(square, 2);
  BOOST_TEST(text_of_failure(early) == "init 5");
  BOOST_CHECK_THROW((void)pool.apply(square, 2), std::out_of_range);
  mp::Pool dying(of(method, 1), die);
  BOOST_CHECK_THROW((void)dying.apply(square, 2), mp::WorkerDiedError);
  dying.close();
  dying.join();
}

BOOST_DATA_TEST_CASE(workers_end_after_enough_tasks, mp::every_method(), method) {
  auto options = of(method, 2);
  options.max_tasks_per_child = 1;
  mp::Pool pool(options);
  std::set<std::int64_t> pids;
  std::vector<mp::AsyncResult<std::int64_t>> results;
  for (int i = 0; i < 10; ++i) results.push_back(pool.apply_async(pid));
  pool.close();
  pool.join();
  for (const auto& result : results) pids.insert(result.get(0ns));
  BOOST_TEST(pids.size() == 10U);
  options.max_tasks_per_child.reset();
  options.max_memory_per_child = 1;
  mp::Pool hungry(options);
  const auto first = hungry.apply(pid);
  BOOST_TEST(hungry.apply(pid) != first);
}

BOOST_DATA_TEST_CASE(workers_that_cannot_be_started_leave_nothing, mp::every_method(), method) {
  mp::ProcessOptions options;
  options.start_method = method;
  options.daemon = true;
  mp::Process child(options, [] {
    try {
      mp::Pool pool(2);  // a daemon may have no children
    } catch (const mp::AssertionError&) {
      mp::exit(5);
    }
  });
  child.start();
  child.join();
  BOOST_TEST(*child.exitcode() == 5);
}

BOOST_AUTO_TEST_CASE(a_forked_child_may_not_use_the_pool) {
  if (mp::get_all_start_methods().front() != mp::StartMethod::fork) return;
  mp::Pool pool(of(mp::StartMethod::fork, 1));
  const auto hanging = pool.apply_async(hang);
  BOOST_TEST(*mp::exitcode_of(mp::StartMethod::fork, [&] {
    int refused = 0;
    for (const std::function<void()>& action : std::initializer_list<std::function<void()>>{
             [&] { (void)pool.apply_async(square, 1); }, [&] { pool.close(); }, [&] { hanging.get(); }}) {
      try {
        action();
      } catch (const mp::AssertionError&) {
        ++refused;
      }
    }
    mp::exit(refused);
  }) == 3);
}

BOOST_DATA_TEST_CASE(tasks_of_workers_that_are_no_daemons_may_have_children, mp::every_method(), method) {
  auto options = of(method, 1);
  options.daemon = false;
  mp::Pool pool(options);
  BOOST_TEST(pool.apply([] {
    mp::Process child([] { mp::exit(6); });
    child.start();
    child.join();
    return *child.exitcode();
  }) == 6);
}
