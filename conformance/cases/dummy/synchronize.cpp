// SPDX-License-Identifier: BSL-1.0
// Locks, semaphores, events and barriers among threads.
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"
#include "multiprocessing/dummy/dummy.hpp"

namespace conformance {
namespace {

namespace dummy = mp::dummy;

template <class... Arguments>
dummy::Process begun(Arguments&&... arguments) {
  dummy::Process process(std::forward<Arguments>(arguments)...);
  process.start();
  return process;
}

/// As many threads as parties run `party`, the last of them this one.
void run_parties(std::size_t parties, const std::function<void()>& party) {
  std::vector<dummy::Process> others;
  for (std::size_t i = 1; i < parties; ++i) others.push_back(begun(party));
  party();
  for (auto& other : others) other.join();
}

constexpr std::size_t parties = 5;

}  // namespace

MP_CASE("dummy.lock.taken-and-released", requires_("DUMMY-LOCK")) {
  dummy::Lock lock;
  BOOST_TEST(lock.acquire());
  BOOST_TEST(lock.locked());
  BOOST_TEST(!lock.acquire(0s));
  const Stopwatch stopwatch;
  BOOST_TEST(!lock.acquire(a_while));
  BOOST_TEST(stopwatch.elapsed() >= a_while);
  begun([](dummy::Lock mine) { mine.release(); }, lock).join();
  BOOST_TEST(!lock.locked());
  BOOST_CHECK_THROW(lock.release(), dummy::ValueError);
  const std::scoped_lock guard(lock);
  std::unique_lock<dummy::Lock> attempt(lock, std::defer_lock);
  BOOST_TEST(!attempt.try_lock());
  BOOST_TEST(!attempt.try_lock_for(a_while));
}

MP_CASE("dummy.lock.holder-has-ended", requires_("DUMMY-LOCK-OWNER-ENDED")) {
  dummy::Lock lock;
  begun([](dummy::Lock mine) { (void)mine.acquire(); }, lock).join();
  BOOST_CHECK_THROW((void)lock.acquire(0s), dummy::OwnerDiedError);
  lock.recover();
  BOOST_TEST(lock.acquire(0s));
  lock.release();
}

MP_CASE("dummy.rlock.again", requires_("DUMMY-RLOCK")) {
  dummy::RLock lock;
  for (int i = 0; i < 3; ++i) BOOST_TEST(lock.acquire());
  dummy::Queue<bool> taken;
  const auto attempt = [&] {
    begun(
        [](dummy::RLock mine, dummy::Queue<bool> answer) {
          const bool mine_now = mine.acquire(0s);
          answer.put(mine_now);
          if (mine_now) mine.release();
        },
        lock, taken)
        .join();
    return taken.get_nowait();
  };
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(!attempt());
    lock.release();
  }
  BOOST_TEST(attempt());
  BOOST_CHECK_THROW(lock.release(), dummy::AssertionError);
}

MP_CASE("dummy.semaphore.counts", requires_("DUMMY-SEMAPHORE")) {
  dummy::Semaphore semaphore(2);
  BOOST_TEST(semaphore.acquire());
  BOOST_TEST(semaphore.acquire());
  BOOST_TEST(semaphore.get_value() == 0U);
  BOOST_TEST(!semaphore.acquire(0s));
  BOOST_TEST(!semaphore.acquire(a_while));
  for (int i = 0; i < 4; ++i) semaphore.release();
  BOOST_TEST(semaphore.get_value() == 4U);
  dummy::BoundedSemaphore bounded(1);
  BOOST_CHECK_THROW(bounded.release(), dummy::ValueError);
}

MP_CASE("dummy.event.set-and-cleared", requires_("DUMMY-EVENT")) {
  dummy::Event event;
  BOOST_TEST(!event.is_set());
  BOOST_TEST(!event.wait(0s));
  const Stopwatch stopwatch;
  BOOST_TEST(!event.wait(a_while));
  BOOST_TEST(stopwatch.elapsed() >= a_while);
  event.set();
  BOOST_TEST(event.is_set());
  BOOST_TEST(event.wait());
  event.clear();
  auto setter = begun([](dummy::Event mine) { mine.set(); }, event);
  BOOST_TEST(event.wait());
  setter.join();
}

MP_CASE("dummy.condition.notify-n", requires_("DUMMY-CONDITION")) {
  dummy::Condition condition;
  BOOST_CHECK_THROW(condition.notify(), dummy::AssertionError);
  BOOST_CHECK_THROW((void)condition.wait(), dummy::AssertionError);
  dummy::Semaphore asleep(0), awake(0);
  std::vector<dummy::Process> waiters;
  for (int i = 0; i < 6; ++i) {
    waiters.push_back(begun(
        [](auto mine, auto sleeps, auto woken) {
          const std::scoped_lock guard(mine);
          sleeps.release();
          (void)mine.wait();
          woken.release();
        },
        condition, asleep, awake));
  }
  for (int i = 0; i < 6; ++i) BOOST_TEST(asleep.acquire());
  const auto notify = [&](std::size_t n) {
    const std::scoped_lock guard(condition);
    condition.notify(n);
  };
  notify(2);
  BOOST_TEST(awake.acquire());
  BOOST_TEST(awake.acquire());
  BOOST_TEST(!awake.acquire(a_while));
  notify(4);
  for (int i = 0; i < 4; ++i) BOOST_TEST(awake.acquire());
  notify(3);  // nobody is there
  for (auto& waiter : waiters) waiter.join();
  const std::scoped_lock guard(condition);
  BOOST_TEST(!condition.wait(a_while));
}

MP_CASE("dummy.condition.wait-for", requires_("DUMMY-CONDITION")) {
  dummy::Condition condition;
  dummy::Value<int> state(0);
  auto changer = begun(
      [](dummy::Condition mine, dummy::Value<int> value) {
        for (int i = 1; i <= 4; ++i) {
          const std::scoped_lock guard(mine);
          value.set(i);
          mine.notify();
        }
      },
      condition, state);
  const std::scoped_lock guard(condition);
  BOOST_TEST(condition.wait_for([&] { return state.get() == 4; }));
  const Stopwatch stopwatch;
  BOOST_TEST(!condition.wait_for([&] { return state.get() == 5; }, a_while));
  BOOST_TEST(stopwatch.elapsed() >= a_while);
  changer.join();
}

MP_CASE("dummy.barrier.passes-in-step", requires_("DUMMY-BARRIER")) {
  dummy::Value<int> actions(0), zeros(0), wrong(0);
  dummy::Barrier barrier(parties, [=] { actions.update([](int& count) { ++count; }); });
  run_parties(parties, [=]() mutable {
    for (int pass = 1; pass <= 10; ++pass) {
      if (barrier.wait() == 0) zeros.update([](int& count) { ++count; });
      if (actions.get() < pass || actions.get() > pass + 1) wrong.set(1);
    }
  });
  BOOST_TEST(actions.get() == 10);
  BOOST_TEST(zeros.get() == 10);
  BOOST_TEST(wrong.get() == 0);
  BOOST_TEST(barrier.n_waiting() == 0U);
  BOOST_TEST(!barrier.broken());
}

MP_CASE("dummy.barrier.broken-and-reset", requires_("DUMMY-BARRIER")) {
  dummy::Barrier barrier(parties);
  dummy::Value<std::size_t> told(0);
  const auto all_are_told = [&](const std::function<void()>& by) {
    told.set(0);
    std::vector<dummy::Process> waiting;
    for (std::size_t i = 1; i < parties; ++i) {
      waiting.push_back(begun([=]() mutable {
        try {
          (void)barrier.wait();
        } catch (const dummy::BrokenBarrierError&) {
          told.update([](std::size_t& count) { ++count; });
        }
      }));
    }
    while (barrier.n_waiting() < parties - 1) (void)dummy::Event().wait(1ms);
    by();
    for (auto& waiter : waiting) waiter.join();
    BOOST_TEST(told.get() == parties - 1);
  };
  all_are_told([&] { barrier.reset(); });
  BOOST_TEST(!barrier.broken());
  all_are_told([&] { barrier.abort(); });
  BOOST_TEST(barrier.broken());
  BOOST_CHECK_THROW((void)barrier.wait(), dummy::BrokenBarrierError);
  barrier.reset();
  run_parties(parties, [=]() mutable { (void)barrier.wait(); });
  BOOST_CHECK_THROW((void)barrier.wait(a_while), dummy::BrokenBarrierError);  // too late for the others
  BOOST_TEST(barrier.broken());
  BOOST_TEST(dummy::Barrier(1).wait() == 0U);
  BOOST_CHECK_THROW((void)dummy::Barrier(2, a_while).wait(), dummy::BrokenBarrierError);
}

}  // namespace conformance
