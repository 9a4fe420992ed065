// SPDX-License-Identifier: BSL-1.0
// Barriers: between threads and processes, with more callers than parties, and with actions that travel or cannot.
#include <atomic>
#include <stop_token>
#include <thread>
#include <vector>

#include "methods.hpp"

namespace mp = multiprocessing;
using namespace std::chrono_literals;

namespace {

void come_often(mp::Barrier barrier, int times) {
  for (int i = 0; i < times; ++i) (void)barrier.wait();
}

std::atomic<int> calls{0};
void count_call() { ++calls; }

}  // namespace

// A thread that is slow to wake finds that passes have gone by, and must still read of its own.
BOOST_AUTO_TEST_CASE(more_threads_than_parties_pass_in_groups) {
  constexpr int threads = 6, times = 200;
  for (const bool with_action : {false, true}) {
    calls = 0;
    mp::Barrier barrier = with_action ? mp::Barrier(2, count_call) : mp::Barrier(2);
    std::atomic<int> sum{0}, left{threads * times};  // of all together, so that nobody is left without a partner
    std::vector<std::thread> all;
    for (int i = 0; i < threads; ++i) {
      all.emplace_back([&] {
        while (left-- > 0) sum += static_cast<int>(barrier.wait());
      });
    }
    for (auto& each : all) each.join();
    BOOST_TEST(sum == threads * times / 2);  // 0 and 1 in each pass
    if (with_action) BOOST_TEST(calls == threads * times / 2);
    BOOST_TEST(barrier.n_waiting() == 0U);
  }
}

BOOST_DATA_TEST_CASE(processes_pass_many_times, mp::every_method(), method) {
  mp::Barrier barrier(3);
  std::vector<mp::Process> children;
  for (int i = 0; i < 2; ++i) children.emplace_back(mp::by(method), come_often, barrier, 100);
  for (auto& child : children) child.start();
  come_often(barrier, 100);
  for (auto& child : children) {
    child.join();
    BOOST_TEST(*child.exitcode() == 0);
  }
  BOOST_TEST(barrier.n_waiting() == 0U);
}

BOOST_DATA_TEST_CASE(an_action_of_a_function_travels, mp::every_method(), method) {
  mp::Barrier barrier(1, count_call);
  BOOST_TEST(*mp::exitcode_of(
                 method,
                 [](mp::Barrier mine) {
                   const int before = calls;
                   (void)mine.wait();
                   mp::exit(calls - before == 1 ? 8 : 9);
                 },
                 barrier) == 8);
}

BOOST_AUTO_TEST_CASE(an_action_that_cannot_travel_is_refused_at_the_start) {
  int here = 0;
  mp::Barrier barrier(1, [&here] { ++here; });
  (void)barrier.wait();
  BOOST_TEST(here == 1);
  mp::Process child(mp::by(mp::StartMethod::spawn), come_often, barrier, 1);
  BOOST_CHECK_THROW(child.start(), mp::UnpicklableError);
}

BOOST_AUTO_TEST_CASE(an_action_may_break_or_reset_its_barrier) {
  mp::Barrier barrier;
  const auto abort = [&] { barrier.abort(); };
  const auto reset = [&] { barrier.reset(); };
  barrier = mp::Barrier(1, abort);
  BOOST_CHECK_THROW((void)barrier.wait(), mp::BrokenBarrierError);
  BOOST_TEST(barrier.broken());
  barrier = mp::Barrier(1, reset);
  BOOST_CHECK_THROW((void)barrier.wait(), mp::BrokenBarrierError);
  BOOST_TEST(!barrier.broken());
}

// When all have come, nobody who gives up breaks what is going to be passed.
BOOST_AUTO_TEST_CASE(nobody_can_give_up_while_the_action_runs) {
  mp::Event at_action, go_on, never;
  mp::Barrier barrier(2, [&] {
    at_action.set();
    go_on.wait();
  });
  std::stop_source source;
  std::atomic<int> passed{0};
  const auto come = [&] {
    (void)barrier.wait(source.get_token());
    ++passed;
  };
  std::thread first(come), last(come);
  at_action.wait();
  source.request_stop();
  never.wait(50ms);
  BOOST_TEST(passed == 0);
  BOOST_TEST(!barrier.broken());
  go_on.set();
  first.join();
  last.join();
  BOOST_TEST(passed == 2);
}

BOOST_AUTO_TEST_CASE(a_number_of_parties_that_is_none_is_refused) {
  BOOST_CHECK_THROW(mp::Barrier(0), mp::ValueError);
  BOOST_CHECK_THROW(mp::Barrier(mp::Barrier::max_parties + 1), mp::ValueError);
  BOOST_CHECK_THROW((void)mp::Barrier().wait(), mp::ValueError);
}

BOOST_AUTO_TEST_CASE(a_barrier_tells_how_it_is) {
  mp::Barrier barrier(2);
  BOOST_TEST(to_string(barrier).ends_with(": waiters=0/2>"));
  barrier.abort();
  BOOST_TEST(to_string(barrier).ends_with(": broken>"));
}

BOOST_AUTO_TEST_CASE(contexts_make_all_of_them) {
  const auto context = mp::get_context();
  mp::Lock lock = context.Lock();
  mp::Condition condition = context.Condition(lock);
  BOOST_TEST(condition.acquire());
  BOOST_TEST(lock.locked());
  condition.release();
  BOOST_TEST(!context.Condition().locked());
  BOOST_TEST(context.Barrier(1).wait() == 0U);
  calls = 0;
  BOOST_TEST(context.Barrier(1, count_call, 1s).wait() == 0U);
  BOOST_TEST(calls == 1);
}
