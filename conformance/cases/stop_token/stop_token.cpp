// SPDX-License-Identifier: BSL-1.0
// Waits that end because somebody asks their thread to stop.
#include <mutex>

#include "conformance/cases/stop_token/expect_end.hpp"
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

template <class LockType>
void expect_end_of_acquire() {
  LockType lock;
  auto [ours, theirs] = mp::Pipe();
  Child holder(
      [](LockType mine, mp::Connection connection) {
        const std::scoped_lock guard(mine);
        connection.send(1);
        (void)connection.template recv<int>();
      },
      lock, theirs);
  BOOST_TEST(ours.recv<int>() == 1);
  expect_end<mp::Event>([&](const mp::StopToken& stop) { BOOST_TEST(!lock.acquire(stop)); });
  BOOST_TEST(!lock.acquire(mp::StopToken(), a_while));
  ours.send(1);
  BOOST_TEST(lock.acquire(mp::StopToken()));
  lock.release();
  holder->join();
}

/// Says that it has begun, and ends when it may.
struct LongAction {
  mp::Event begun;
  mp::Event may_end;
  void operator()() {
    begun.set();
    (void)may_end.wait();
  }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(begun, may_end);
  }
};

}  // namespace

MP_CASE("lock.acquire.ends-when-asked-to-stop", requires_("LOCK-ACQUIRE-STOP")) { expect_end_of_acquire<mp::Lock>(); }

MP_CASE("rlock.acquire.ends-when-asked-to-stop", requires_("RLOCK-ACQUIRE-STOP")) {
  expect_end_of_acquire<mp::RLock>();
}

MP_CASE("semaphore.acquire.ends-when-asked-to-stop", requires_("SEMAPHORE-ACQUIRE-STOP")) {
  mp::Semaphore semaphore(0);
  expect_end<mp::Event>([&](const mp::StopToken& stop) { BOOST_TEST(!semaphore.acquire(stop)); });
  BOOST_TEST(!semaphore.acquire(mp::StopToken(), a_while));
  semaphore.release();
  BOOST_TEST(semaphore.acquire(mp::StopToken()));
  BOOST_TEST(semaphore.get_value() == 0U);
}

MP_CASE("event.wait.ends-when-asked-to-stop", requires_("EVENT-WAIT-STOP")) {
  mp::Event event;
  expect_end<mp::Event>([&](const mp::StopToken& stop) { BOOST_TEST(!event.wait(stop)); });
  BOOST_TEST(!event.wait(mp::StopToken(), a_while));
  event.set();
  BOOST_TEST(event.wait(mp::StopToken()));
}

MP_CASE("condition.wait.ends-when-asked-to-stop", requires_("CONDITION-WAIT-STOP")) {
  mp::Condition condition;
  const std::scoped_lock guard(condition);
  expect_end<mp::Event>([&](const mp::StopToken& stop) {
    BOOST_TEST(!condition.wait(stop));
    BOOST_TEST(!condition.wait_for(stop, [] { return false; }));
    condition.notify();  // the lock is held again
  });
  BOOST_TEST(!condition.wait(a_while));
}

MP_CASE("barrier.wait.ends-when-asked-to-stop", requires_("BARRIER-WAIT-STOP")) {
  mp::Barrier barrier(3);
  Child other([](mp::Barrier mine) { answer(throws<mp::BrokenBarrierError>([&] { (void)mine.wait(); })); }, barrier);
  expect_end<mp::Event>(
      [&](const mp::StopToken& stop) { BOOST_CHECK_THROW((void)barrier.wait(stop), mp::BrokenBarrierError); });
  BOOST_TEST(barrier.broken());
  other->join();
  BOOST_TEST(other->exitcode() == yes);
}

MP_CASE("barrier.wait.one-too-many-ends-when-asked-to-stop", requires_("BARRIER-WAIT-STOP")) {
  LongAction action;
  mp::Barrier barrier(1, action);
  Child other([](mp::Barrier mine) { answer(mine.wait() == 0); }, barrier);
  BOOST_TEST(action.begun.wait());
  expect_end<mp::Event>(
      [&](const mp::StopToken& stop) { BOOST_CHECK_THROW((void)barrier.wait(stop), mp::BrokenBarrierError); });
  BOOST_TEST(!barrier.broken());
  action.may_end.set();
  other->join();
  BOOST_TEST(other->exitcode() == yes);
}

}  // namespace conformance
