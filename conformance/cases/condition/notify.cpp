// SPDX-License-Identifier: BSL-1.0
// Condition: as many are woken as were told to be.
#include <deque>
#include <mutex>
#include <thread>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

// Who has the lock after `ready` was released knows that this one waits.
void wait_once(mp::Condition condition, mp::Semaphore ready, mp::Semaphore woken, mp::Timeout timeout) {
  const std::scoped_lock guard(condition);
  ready.release();
  if (condition.wait(timeout)) woken.release();
}

/// Three processes and three threads that wait.
class Six {
 public:
  Six(mp::Condition condition, mp::Semaphore woken, mp::Timeout timeout = std::nullopt) {
    mp::Semaphore ready(0);
    // Processes first: a process with threads had better not fork.
    for (int i = 0; i < 3; ++i) processes_.emplace_back(&wait_once, condition, ready, woken, timeout);
    for (int i = 0; i < 3; ++i) BOOST_TEST(ready.acquire());
    for (int i = 0; i < 3; ++i) threads_.emplace_back(&wait_once, condition, ready, woken, timeout);
    for (int i = 0; i < 3; ++i) BOOST_TEST(ready.acquire());
  }
  void join() {
    for (auto& thread : threads_) thread.join();
    for (auto& process : processes_) {
      process->join();
      BOOST_TEST(process->exitcode() == 0);
    }
  }

 private:
  std::deque<Child> processes_;
  std::deque<std::thread> threads_;
};

void notify(mp::Condition& condition, std::size_t n) {
  const std::scoped_lock guard(condition);
  condition.notify(n);
}

void expect_woken(mp::Semaphore& woken, int count) {
  for (int i = 0; i < count; ++i) BOOST_TEST(woken.acquire());
  BOOST_TEST(!woken.acquire(a_while));
}

}  // namespace

MP_CASE("condition.notify.one-at-a-time", requires_("CONDITION-NOTIFY")) {
  mp::Condition condition;
  mp::Semaphore ready(0), woken(0);
  Child child(&wait_once, condition, ready, woken, mp::Timeout());
  BOOST_TEST(ready.acquire());
  std::thread thread(&wait_once, condition, ready, woken, mp::Timeout());
  BOOST_TEST(ready.acquire());
  BOOST_TEST(!woken.acquire(a_while));
  notify(condition, 1);
  expect_woken(woken, 1);
  notify(condition, 1);
  expect_woken(woken, 1);
  thread.join();
  child->join();
  BOOST_TEST(child->exitcode() == 0);
}

MP_CASE("condition.notify.as-many-as-told", requires_("CONDITION-NOTIFY", "CONDITION-NOTIFY-NOBODY")) {
  mp::Condition condition;
  mp::Semaphore woken(0);
  Six six(condition, woken);
  {
    const std::scoped_lock guard(condition);
    BOOST_TEST(!woken.acquire(0s));
  }
  notify(condition, 2);
  expect_woken(woken, 2);
  notify(condition, 4);
  expect_woken(woken, 4);
  six.join();
  notify(condition, 3);  // nobody waits: it is not kept for those who come later
  expect_woken(woken, 0);
  const std::scoped_lock guard(condition);
  BOOST_TEST(!condition.wait(a_while));
}

MP_CASE("condition.notify.more-than-wait-wakes-those-who-do",
        requires_("CONDITION-NOTIFY", "CONDITION-NOTIFY-NOBODY")) {
  mp::Condition condition;
  mp::Semaphore ready(0), woken(0);
  Child child(&wait_once, condition, ready, woken, mp::Timeout());
  BOOST_TEST(ready.acquire());
  notify(condition, 5);
  child->join();
  const std::scoped_lock guard(condition);
  BOOST_TEST(!condition.wait(a_while));
}

MP_CASE("condition.notify_all.after-others-timed-out", requires_("CONDITION-NOTIFY-ALL", "CONDITION-BALANCED")) {
  mp::Condition condition;
  mp::Semaphore woken(0);
  Six late(condition, woken, a_while);
  late.join();
  BOOST_TEST(!woken.acquire(0s));
  BOOST_TEST(to_string(condition) == "<Condition(<RLock(None, 0)>, 0)>");
  Six six(condition, woken);
  {
    const std::scoped_lock guard(condition);
    BOOST_TEST(to_string(condition).ends_with(", 6)>"));
    condition.notify_all();
    BOOST_TEST(to_string(condition).ends_with(", 0)>"));
  }
  expect_woken(woken, 6);
  six.join();
  BOOST_TEST(to_string(condition) == "<Condition(<RLock(None, 0)>, 0)>");
}

MP_CASE("condition.notify.by-who-does-not-hold-the-lock-is-refused", requires_("CONDITION-HELD")) {
  mp::Condition condition;
  BOOST_CHECK_THROW(condition.notify(), mp::AssertionError);
  BOOST_CHECK_THROW(condition.notify_all(), mp::AssertionError);
  BOOST_CHECK_THROW((void)condition.wait(0s), mp::AssertionError);
  const std::scoped_lock guard(condition);
  BOOST_TEST(exitcode_of(
                 [](mp::Condition mine) {
                   answer(throws<mp::AssertionError>([&] { mine.notify(); }) &&
                          throws<mp::AssertionError>([&] { (void)mine.wait(0s); }));
                 },
                 condition) == yes);
  bool refused = false;
  std::thread([&] { refused = throws<mp::AssertionError>([&] { condition.notify(); }); }).join();
  BOOST_TEST(refused);
}

}  // namespace conformance
