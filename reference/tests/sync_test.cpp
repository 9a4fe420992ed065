// SPDX-License-Identifier: BSL-1.0
// Locks, semaphores and events between processes, and what becomes of them when a holder dies.
#include <mutex>
#include <thread>

#include "methods.hpp"

namespace mp = multiprocessing;
using namespace std::chrono_literals;

namespace {

template <class AnyLock>
void hold_for_ever(AnyLock lock, mp::Event held) {
  (void)lock.acquire();
  held.set();
  std::this_thread::sleep_for(1h);
}

void count_up(mp::Lock lock, mp::Semaphore counter, int times) {
  for (int i = 0; i < times; ++i) {
    const std::scoped_lock guard(lock);
    counter.release();
  }
}

template <class AnyLock>
void die_holding(mp::StartMethod method) {
  AnyLock lock;
  mp::Event held;
  mp::Process holder(mp::by(method), hold_for_ever<AnyLock>, lock, held);
  holder.start();
  held.wait();
  BOOST_TEST(lock.locked());
  BOOST_TEST(!lock.acquire(0ns));
  holder.kill();
  holder.join();
  BOOST_CHECK_THROW((void)lock.acquire(), mp::OwnerDiedError);
  BOOST_CHECK_THROW((void)lock.acquire(0ns), mp::OwnerDiedError);
  lock.recover();
  BOOST_TEST(lock.acquire(0ns));
  lock.release();
  BOOST_TEST(!lock.locked());
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_lock_is_held_by_one) {
  mp::Lock lock;
  BOOST_TEST(lock.acquire());
  BOOST_TEST(lock.locked());
  BOOST_TEST(!lock.acquire(0ns));
  BOOST_TEST(!lock.acquire(-1s));
  lock.release();
  BOOST_CHECK_THROW(lock.release(), mp::ValueError);
}

BOOST_DATA_TEST_CASE(a_lock_says_that_its_holder_died, mp::every_method(), method) { die_holding<mp::Lock>(method); }
BOOST_DATA_TEST_CASE(an_rlock_says_that_its_holder_died, mp::every_method(), method) { die_holding<mp::RLock>(method); }

BOOST_DATA_TEST_CASE(a_lock_can_be_recovered_before_anybody_noticed, mp::every_method(), method) {
  mp::Lock lock;
  mp::Event held;
  mp::Process holder(mp::by(method), hold_for_ever<mp::Lock>, lock, held);
  holder.start();
  held.wait();
  holder.kill();
  holder.join();
  lock.recover();
  BOOST_TEST(lock.acquire(0ns));
}

BOOST_DATA_TEST_CASE(a_lock_excludes_processes, mp::every_method(), method) {
  mp::Lock lock;
  mp::Semaphore counter(0);
  std::vector<mp::Process> children;
  for (int i = 0; i < 4; ++i) children.emplace_back(mp::by(method), count_up, lock, counter, 200);
  for (auto& child : children) child.start();
  for (auto& child : children) child.join();
  int counted = 0;
  while (counter.acquire(0ns)) ++counted;
  BOOST_TEST(counted == 800);
}

BOOST_AUTO_TEST_CASE(an_rlock_belongs_to_a_thread) {
  mp::RLock lock;
  BOOST_CHECK_THROW(lock.release(), mp::AssertionError);
  BOOST_TEST(lock.acquire());
  BOOST_TEST(lock.acquire());
  std::jthread([&] {
    BOOST_TEST(!lock.acquire(0ns));
    BOOST_CHECK_THROW(lock.release(), mp::AssertionError);
  }).join();
  lock.release();
  BOOST_TEST(lock.locked());
  lock.release();
  BOOST_TEST(!lock.locked());
}

BOOST_AUTO_TEST_CASE(a_forked_child_does_not_hold_the_rlock_of_its_parent) {
  if (mp::get_all_start_methods().front() != mp::StartMethod::fork) return;
  mp::RLock lock;
  const std::scoped_lock guard(lock);
  BOOST_TEST(*mp::exitcode_of(mp::StartMethod::fork, [&] { mp::exit(lock.acquire(0ns) ? 1 : 2); }) == 2);
}

BOOST_AUTO_TEST_CASE(semaphores_count) {
  mp::Semaphore semaphore(1);
  BOOST_TEST(semaphore.acquire());
  BOOST_TEST(!semaphore.acquire(0ns));
  semaphore.release();
  semaphore.release();
  BOOST_TEST(semaphore.acquire(0ns));
  BOOST_TEST(semaphore.acquire(0ns));
  mp::BoundedSemaphore bounded(2), closed(0);
  BOOST_CHECK_THROW(bounded.release(), mp::ValueError);
  BOOST_TEST(bounded.acquire());
  bounded.release();
  BOOST_CHECK_THROW(closed.release(), mp::ValueError);
  BOOST_TEST(!closed.acquire(0ns));
}

BOOST_DATA_TEST_CASE(an_event_wakes_all_even_if_it_is_cleared_at_once, mp::every_method(), method) {
  mp::Event event;
  mp::Semaphore ready(0);
  std::vector<mp::Process> waiters;
  for (int i = 0; i < 4; ++i) {
    waiters.emplace_back(
        mp::by(method),
        [](mp::Event to_wait_for, mp::Semaphore say) {
          std::jthread late([&] { say.release(); });
          mp::exit(to_wait_for.wait() ? 8 : 9);
        },
        event, ready);
  }
  for (auto& waiter : waiters) waiter.start();
  for (std::size_t i = 0; i < waiters.size(); ++i) BOOST_TEST(ready.acquire());
  // A waiter may be between its word and its wait, so the event is set again until all have ended.
  for (auto& waiter : waiters) {
    do {
      event.set();
      event.clear();
    } while (!waiter.join(10ms));
    BOOST_TEST(*waiter.exitcode() == 8);
  }
  BOOST_TEST(!event.is_set());
  BOOST_TEST(!event.wait(10ms));
}
