// SPDX-License-Identifier: BSL-1.0
// ProcessPoolExecutor and its futures.
#include "multiprocessing/process_pool_executor.hpp"

#include <atomic>
#include <set>
#include <thread>

#include "methods.hpp"

namespace mp = multiprocessing;
using namespace std::chrono_literals;

namespace {

int square(int n) { return n * n; }
int add(int a, int b) { return a + b; }
std::int64_t pid() { return *mp::current_process().pid(); }
void die() { std::_Exit(3); }
void hang() { std::this_thread::sleep_for(1h); }
int refuse(int n) {
  if (n == 2) throw std::out_of_range("two");
  return n;
}

std::optional<mp::Event> gate;
void keep_gate(mp::Event event) { gate.emplace(event); }
std::int64_t pass_gate() {
  (void)gate->wait();
  return pid();
}

mp::ExecutorOptions of(mp::StartMethod method, int workers) {
  mp::ExecutorOptions options;
  options.max_workers = workers;
  options.start_method = method;
  return options;
}

}  // namespace

BOOST_DATA_TEST_CASE(calls_become_futures, mp::every_method(), method) {
  mp::ProcessPoolExecutor executor(of(method, 2));
  BOOST_TEST(executor.worker_pids().empty());
  const auto future = executor.submit(square, 4);
  BOOST_TEST(future.result() == 16);
  BOOST_TEST((future.done() && !future.running() && !future.cancelled() && !future.exception()));
  BOOST_TEST(!future.cancel());
  const auto failing = executor.submit(refuse, 2);
  BOOST_CHECK_THROW((void)failing.result(), std::out_of_range);
  BOOST_TEST((failing.exception() != nullptr));
  BOOST_TEST(executor.worker_pids().size() == 1U);  // an idle one was used again
}

BOOST_DATA_TEST_CASE(map_takes_one_range_or_several, mp::every_method(), method) {
  mp::ProcessPoolExecutor executor(of(method, 2));
  auto squares = executor.map(square, std::vector<int>{1, 2, 3});
  BOOST_TEST(*squares.next() == 1);
  BOOST_TEST(*squares.next() == 4);
  const std::vector<int> left{1, 2, 3, 4};
  mp::MapOptions options;
  options.chunksize = 3;
  auto sums = executor.map(options, add, left, std::vector<int>{10, 20, 30});
  std::vector<int> all;
  for (const int sum : sums) all.push_back(sum);
  BOOST_TEST(all == (std::vector<int>{11, 22, 33}));
  auto failing = executor.map(refuse, std::vector<int>{1, 2, 3});
  BOOST_TEST(*failing.next() == 1);
  BOOST_CHECK_THROW((void)failing.next(), std::out_of_range);
}

BOOST_DATA_TEST_CASE(no_more_workers_than_there_is_work_for, mp::every_method(), method) {
  mp::Event event;
  mp::ProcessPoolExecutor executor(of(method, 3), keep_gate, event);
  std::vector<mp::Future<std::int64_t>> futures;
  for (int i = 0; i < 2; ++i) futures.push_back(executor.submit(pass_gate));
  while (executor.worker_pids().size() < 2) std::this_thread::yield();
  for (int i = 0; i < 43; ++i) futures.push_back(executor.submit(pass_gate));
  while (executor.worker_pids().size() < 3) std::this_thread::yield();
  event.set();
  std::set<std::int64_t> pids;
  for (const auto& future : futures) pids.insert(future.result());
  BOOST_TEST(pids.size() <= 3U);
  BOOST_TEST(executor.worker_pids().size() == 3U);
}

BOOST_DATA_TEST_CASE(the_death_of_a_worker_breaks_it, mp::every_method(), method) {
  mp::ProcessPoolExecutor executor(of(method, 2));
  const auto hanging = executor.submit(hang);
  const auto dying = executor.submit(die);
  BOOST_CHECK_THROW(dying.result(), mp::BrokenProcessPool);
  try {
    hanging.result();
    BOOST_ERROR("nothing was thrown");
  } catch (const mp::BrokenProcessPool& error) {
    BOOST_CHECK_THROW(std::rethrow_if_nested(error), mp::WorkerDiedError);
  }
  BOOST_CHECK_THROW((void)executor.submit(square, 1), mp::BrokenProcessPool);
  executor.shutdown();
}

BOOST_DATA_TEST_CASE(an_initializer_that_fails_breaks_it, mp::every_method(), method) {
  mp::ProcessPoolExecutor executor(of(method, 2), [] { throw std::runtime_error("no"); });
  BOOST_CHECK_THROW((void)executor.submit(square, 1).result(), mp::BrokenProcessPool);
  BOOST_CHECK_THROW((void)executor.submit(square, 1), mp::BrokenProcessPool);
}

BOOST_DATA_TEST_CASE(workers_can_be_ended_by_force, mp::every_method(), method) {
  for (const bool by_kill : {false, true}) {
    mp::ProcessPoolExecutor executor(of(method, 1));
    const auto hanging = executor.submit(hang);
    while (!hanging.running()) std::this_thread::yield();
    by_kill ? executor.kill_workers() : executor.terminate_workers();
    BOOST_CHECK_THROW(hanging.result(), mp::BrokenProcessPool);
    BOOST_CHECK_THROW((void)executor.submit(square, 1), mp::BrokenProcessPool);
  }
  mp::ProcessPoolExecutor idle(of(method, 1));
  idle.kill_workers();
  BOOST_CHECK_THROW((void)idle.submit(square, 1), mp::ProcessError);
}

BOOST_DATA_TEST_CASE(shutdown_finishes_or_cancels, mp::every_method(), method) {
  mp::Event event;
  mp::ProcessPoolExecutor executor(of(method, 1), keep_gate, event);
  std::vector<mp::Future<std::int64_t>> futures;
  for (int i = 0; i < 20; ++i) futures.push_back(executor.submit(pass_gate));
  while (!futures.front().running()) std::this_thread::yield();
  BOOST_CHECK_THROW((void)futures.front().exception(0ns), mp::TimeoutError);
  executor.shutdown(false, true);
  BOOST_CHECK_THROW((void)executor.submit(pid), mp::ProcessError);
  event.set();
  executor.shutdown();
  BOOST_TEST(futures.front().result(0ns) != pid());
  for (std::size_t i = 1; i < futures.size(); ++i) {
    BOOST_TEST(futures[i].cancelled());
    BOOST_CHECK_THROW((void)futures[i].exception(), mp::CancelledError);
  }
}

BOOST_DATA_TEST_CASE(workers_end_after_enough_tasks, mp::every_method(), method) {
  auto options = of(method, 1);
  options.max_tasks_per_child = 3;
  std::vector<mp::Future<std::int64_t>> futures;
  {
    mp::ProcessPoolExecutor executor(options);
    for (int i = 0; i < 9; ++i) futures.push_back(executor.submit(pid));
  }
  std::set<std::int64_t> pids;
  for (int i = 0; i < 9; ++i) {
    pids.insert(futures[i].result(0ns));
    BOOST_TEST(pids.size() == static_cast<std::size_t>(i / 3 + 1));
  }
}

BOOST_DATA_TEST_CASE(several_futures_can_be_waited_for, mp::every_method(), method) {
  mp::Event event;
  mp::ProcessPoolExecutor executor(of(method, 2), keep_gate, event);
  const auto blocked = executor.submit(pass_gate);
  const auto quick = executor.submit(pid);
  const auto failing = executor.submit([]() -> std::int64_t { throw std::runtime_error("no"); });
  const std::vector<mp::Future<std::int64_t>> both{blocked, quick, quick};
  auto sorted = mp::wait(both, mp::ReturnWhen::first_completed);
  BOOST_TEST((sorted.done == std::vector{quick} && sorted.not_done == std::vector{blocked}));
  sorted = mp::wait(std::vector{blocked, failing}, mp::ReturnWhen::first_exception);
  BOOST_TEST((sorted.done == std::vector{failing}));
  BOOST_TEST(mp::wait(both, mp::ReturnWhen::all_completed, 10ms).done.size() == 1U);
  auto completed = mp::as_completed(both, 10ms);
  BOOST_TEST((*completed.next() == quick));
  BOOST_CHECK_EXCEPTION((void)completed.next(), mp::TimeoutError,
                        [](const auto& error) { return error.what() == std::string("1 (of 2) futures unfinished"); });
  event.set();
  std::size_t seen = 0;
  for (const auto& future : mp::as_completed(both)) seen += future.done() ? 1 : 0;
  BOOST_TEST(seen == 2U);
  BOOST_TEST(mp::wait(both).done.size() == 2U);
  BOOST_TEST(mp::wait(std::vector<mp::Future<int>>{}).done.empty());
}

BOOST_DATA_TEST_CASE(done_callbacks_are_called_in_order, mp::every_method(), method) {
  std::vector<int> called;
  {
    mp::Event event;
    mp::ProcessPoolExecutor executor(of(method, 1), keep_gate, event);
    const auto future = executor.submit(pass_gate);
    future.add_done_callback([&](const mp::Future<std::int64_t>& done) { called.push_back(done.done() ? 1 : 0); });
    future.add_done_callback([](const auto&) { throw std::runtime_error("of a callback, on purpose"); });
    future.add_done_callback([&](const auto&) { called.push_back(2); });
    event.set();
  }
  BOOST_TEST(called == (std::vector<int>{1, 2}));
}

BOOST_AUTO_TEST_CASE(misuse_is_refused) {
  BOOST_CHECK_THROW(mp::ProcessPoolExecutor(0), mp::ValueError);
  BOOST_CHECK_THROW(mp::ProcessPoolExecutor(-1), mp::ValueError);
  mp::ExecutorOptions options;
  options.max_tasks_per_child = 0;
  BOOST_CHECK_THROW(mp::ProcessPoolExecutor{options}, mp::ValueError);
  mp::ProcessPoolExecutor executor(1);
  mp::ProcessPoolExecutor taken(std::move(executor));
  BOOST_CHECK_THROW((void)executor.submit(square, 1), mp::ValueError);
  BOOST_CHECK_THROW((void)taken.submit([](mp::Event) {}, mp::Event()), mp::UnpicklableError);
  BOOST_TEST(taken.submit(square, 3).result() == 9);
}
