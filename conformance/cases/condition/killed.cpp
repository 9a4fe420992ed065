// SPDX-License-Identifier: BSL-1.0
// Condition: who is killed keeps nobody from notifying, nor from being woken.
#include <mutex>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

void wait_once(mp::Condition condition, mp::Semaphore ready) {
  const std::scoped_lock guard(condition);
  ready.release();
  answer(condition.wait());
}

void end(Child& child) {
  child->kill();
  child->join();
}

void expect_woken(Child& child) {
  child->join();  // without a timeout: it must be woken
  BOOST_TEST(child->exitcode() == yes);
}

}  // namespace

MP_CASE("condition.notify_all.waiter-was-killed", requires_("CONDITION-WAITER-KILLED")) {
  mp::Condition condition;
  mp::Semaphore ready(0);
  Child victim(&wait_once, condition, ready);
  BOOST_TEST(ready.acquire());
  Child other(&wait_once, condition, ready);
  BOOST_TEST(ready.acquire());
  BOOST_TEST(condition.acquire());  // when it can be had, both wait
  end(victim);
  condition.notify_all();  // does not wait for the dead
  condition.release();
  expect_woken(other);
  const std::scoped_lock guard(condition);
  condition.notify_all();
  BOOST_TEST(!condition.wait(a_while));
}

MP_CASE("condition.notify.goes-to-one-who-lives", requires_("CONDITION-WAITER-KILLED")) {
  for (const bool older : {true, false}) {
    mp::Condition condition;
    mp::Semaphore ready(0);
    Child first(&wait_once, condition, ready);
    BOOST_TEST(ready.acquire());
    Child second(&wait_once, condition, ready);
    BOOST_TEST(ready.acquire());
    const std::scoped_lock guard(condition);
    end(older ? first : second);
    condition.notify();
    condition.release();
    expect_woken(older ? second : first);
    BOOST_TEST(condition.acquire());
  }
}

// The wake-up has been given to one of them, who cannot come back with it as long as the lock is held here.
MP_CASE("condition.notify.woken-one-was-killed-before-it-came-back", requires_("CONDITION-WOKEN-KILLED")) {
  for (const bool older : {true, false}) {
    mp::Condition condition;
    mp::Semaphore ready(0);
    Child first(&wait_once, condition, ready);
    BOOST_TEST(ready.acquire());
    Child second(&wait_once, condition, ready);
    BOOST_TEST(ready.acquire());
    {
      const std::scoped_lock guard(condition);
      condition.notify();
      end(older ? first : second);
    }
    expect_woken(older ? second : first);
  }
}

MP_CASE("condition.notify.woken-one-was-killed-and-nobody-else-waited", requires_("CONDITION-WOKEN-KILLED")) {
  mp::Condition condition;
  mp::Semaphore ready(0);
  Child victim(&wait_once, condition, ready);
  BOOST_TEST(ready.acquire());
  const std::scoped_lock guard(condition);
  condition.notify();
  end(victim);
  BOOST_TEST(!condition.wait(300ms));  // it was not meant for who comes later
}

MP_CASE("condition.wait.holder-was-killed-meanwhile", requires_("CONDITION-WAIT-OWNER-DIED")) {
  mp::Condition condition;
  mp::Semaphore ready(0);
  Child waiter(
      [](mp::Condition mine, mp::Semaphore waiting) {
        const std::scoped_lock guard(mine);  // must be able to release, whatever wait says
        waiting.release();
        const bool told = throws<mp::OwnerDiedError>([&] { (void)mine.wait(); });
        mine.recover();
        answer(told);
      },
      condition, ready);
  BOOST_TEST(ready.acquire());
  Child holder(
      [](mp::Condition mine, mp::Semaphore holding) {
        mp::Event never;
        (void)mine.acquire();
        mine.notify_all();
        holding.release();
        (void)never.wait();
      },
      condition, ready);
  BOOST_TEST(ready.acquire());
  end(holder);
  expect_woken(waiter);
  BOOST_TEST(condition.acquire());  // it was recovered
  condition.release();
}

MP_CASE("condition.wait.killed-at-several-moments", requires_("CONDITION-WAITER-KILLED"), {.limit = 60s}) {
  mp::Condition condition;
  mp::Semaphore ready(0);
  for (const int moment : {1, 2, 3, 5, 8}) {
    mp::SimpleQueue<int> rounds;
    Child victim(
        [](mp::Condition mine, mp::SimpleQueue<int> tell) {
          for (int round = 0;; ++round) {
            tell.put(round);
            try {
              const std::scoped_lock guard(mine);
              mine.notify();
              (void)mine.wait(1ms);
            } catch (const mp::OwnerDiedError&) {
              mine.recover();
            }
          }
        },
        condition, rounds);
    for (int round = 0; round < moment; ++round) BOOST_TEST(rounds.get() == round);
    end(victim);
    condition.recover();
    Child waiter(&wait_once, condition, ready);
    BOOST_TEST(ready.acquire());
    {
      const std::scoped_lock guard(condition);
      condition.notify();
    }
    expect_woken(waiter);
  }
}

}  // namespace conformance
