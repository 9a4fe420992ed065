// SPDX-License-Identifier: BSL-1.0
// Condition: waiting, with and without a predicate, and what becomes of the lock meanwhile.
#include <mutex>
#include <optional>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

// Counts a semaphore up, one unit and one notification after the other.
void count_up(mp::Condition condition, mp::Semaphore count, int units) {
  for (int i = 0; i < units; ++i) {
    const std::scoped_lock guard(condition);
    count.release();
    condition.notify();
  }
}

}  // namespace

MP_CASE("condition.wait.timeout-is-false-and-not-early", requires_("CONDITION-WAIT-TIMEOUT")) {
  mp::Condition condition;
  const std::scoped_lock guard(condition);
  const Stopwatch stopwatch;
  BOOST_TEST(!condition.wait(a_while));
  BOOST_TEST(stopwatch.elapsed() >= a_while);
}

MP_CASE("condition.wait.zero-and-negative-timeouts-come-back", requires_("CONDITION-WAIT-ZERO")) {
  mp::Condition condition;
  const std::scoped_lock guard(condition);
  BOOST_TEST(!condition.wait(0s));
  BOOST_TEST(!condition.wait(-1s));
}

MP_CASE("condition.wait.notified-by-another-process", requires_("CONDITION-WAIT-NOTIFIED")) {
  mp::Condition condition;
  for (const mp::Timeout timeout : {mp::Timeout(), mp::Timeout(1h), mp::Timeout(std::chrono::nanoseconds::max())}) {
    const std::scoped_lock guard(condition);
    Child child(
        [](mp::Condition mine) {
          const std::scoped_lock theirs(mine);  // that is when its parent waits
          mine.notify();
        },
        condition);
    BOOST_TEST(condition.wait(timeout));
    child->join();
    BOOST_TEST(child->exitcode() == 0);
  }
}

MP_CASE("condition.wait_for.true-in-spite-of-other-notifications", requires_("CONDITION-WAIT-FOR")) {
  mp::Condition condition;
  mp::Semaphore count(0);
  const std::scoped_lock guard(condition);
  Child child(&count_up, condition, count, 4);
  int asked = 0;
  BOOST_TEST(condition.wait_for([&] {
    ++asked;
    return count.get_value() == 4;
  }));
  BOOST_TEST(asked >= 2);
  child->join();
  BOOST_TEST(child->exitcode() == 0);
  BOOST_TEST(condition.wait_for([] { return true; }, 0s));  // not waited for if it is true already
}

MP_CASE("condition.wait_for.timeout-gives-the-last-answer", requires_("CONDITION-WAIT-FOR-TIMEOUT")) {
  mp::Condition condition;
  const std::scoped_lock guard(condition);
  const Stopwatch stopwatch;
  BOOST_TEST(!condition.wait_for([] { return false; }, a_while));
  BOOST_TEST(stopwatch.elapsed() >= a_while);
  BOOST_TEST(!condition.wait_for([] { return false; }, -1s));
  const std::optional<int> found = condition.wait_for([] { return std::optional<int>(7); }, a_while);
  BOOST_TEST(found == 7);
}

MP_CASE("condition.wait.frees-all-levels-and-takes-them-again", requires_("CONDITION-LEVELS")) {
  mp::RLock lock;
  mp::Condition condition(lock);
  BOOST_TEST(lock.acquire());
  BOOST_TEST(condition.acquire());
  BOOST_TEST(lock.acquire());
  Child child(
      [](mp::RLock mine, mp::Condition theirs) {
        const std::scoped_lock guard(mine);
        theirs.notify();  // under the lock that was given: it is the same
      },
      lock, condition);
  BOOST_TEST(condition.wait());
  child->join();
  BOOST_TEST(child->exitcode() == 0);
  lock.release();
  lock.release();
  BOOST_TEST(lock.locked());
  BOOST_TEST(condition.locked());
  condition.release();
  BOOST_TEST(!lock.locked());
  BOOST_CHECK_THROW(condition.release(), mp::AssertionError);
}

MP_CASE("condition.lock.a-plain-one-serves-too", requires_("CONDITION-GIVEN-LOCK")) {
  mp::Lock lock;
  mp::Condition condition(lock);
  std::unique_lock guard(lock);
  BOOST_TEST(!condition.acquire(0s));
  BOOST_TEST(!condition.wait(a_while));
  BOOST_TEST(lock.locked());
  Child child(
      [](mp::Condition theirs, mp::Lock mine) {
        const std::scoped_lock both(mine);
        theirs.notify_all();
      },
      condition, lock);
  BOOST_TEST(condition.wait());
  guard.unlock();
  BOOST_TEST(!condition.locked());
  child->join();
  BOOST_TEST(child->exitcode() == 0);
}

MP_CASE("condition.unique_lock.locks-its-lock", requires_("CONDITION-STANDARD")) {
  mp::RLock lock;
  mp::Condition condition(lock);
  std::unique_lock guard(condition, a_while);
  BOOST_TEST(guard.owns_lock());
  BOOST_TEST(lock.locked());
  BOOST_TEST(exitcode_of([](mp::Condition mine) { answer(!mine.try_lock() && !mine.try_lock_for(a_while)); },
                         condition) == yes);
  guard.unlock();
  BOOST_TEST(!lock.locked());
}

}  // namespace conformance
