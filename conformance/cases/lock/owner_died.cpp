// SPDX-License-Identifier: BSL-1.0
// Locks whose holder died: the next one is told, and can go on.
#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

template <class LockType>
void take_and_stay(LockType lock, mp::Connection results) {
  mp::Event never;  // made first: the case is not about a kill while an object is made
  results.send(lock.acquire());
  (void)never.wait();
}

template <class LockType>
void abandon(LockType& lock) {
  auto [reader, writer] = mp::Pipe(false);
  Child child(&take_and_stay<LockType>, lock, writer);
  BOOST_TEST(reader.recv<bool>());
  child->kill();
  child->join();
}

}  // namespace

MP_CASE("lock.owner.killed-is-told-to-the-next", requires_("LOCK-OWNER-DIED")) {
  mp::Lock lock;
  abandon(lock);
  BOOST_TEST(lock.locked());
  BOOST_CHECK_THROW((void)lock.acquire(), mp::OwnerDiedError);
  BOOST_CHECK_THROW((void)lock.acquire(0s), mp::OwnerDiedError);  // until somebody says that all is well
}

MP_CASE("lock.recover.makes-it-serve-again", requires_("LOCK-RECOVER")) {
  mp::Lock lock;
  abandon(lock);
  BOOST_CHECK_THROW((void)lock.acquire(), mp::OwnerDiedError);
  lock.recover();
  BOOST_TEST(!lock.locked());
  BOOST_TEST(lock.acquire(0s));
  BOOST_TEST(exitcode_of([](mp::Lock mine) { answer(!mine.try_lock()); }, lock) == yes);
  lock.release();
  BOOST_TEST(exitcode_of([](mp::Lock mine) { answer(mine.try_lock() && (mine.release(), true)); }, lock) == yes);
}

MP_CASE("lock.recover.before-anybody-was-told", requires_("LOCK-RECOVER")) {
  mp::Lock lock;
  abandon(lock);
  lock.recover();
  BOOST_TEST(lock.acquire(0s));
  lock.release();
}

MP_CASE("lock.owner.killed-while-others-wait", requires_("LOCK-OWNER-DIED-WAITERS")) {
  mp::Lock lock;
  auto [reader, writer] = mp::Pipe(false);
  auto [waiting, waiting_writer] = mp::Pipe(false);
  Child holder(&take_and_stay<mp::Lock>, lock, writer);
  BOOST_TEST(reader.recv<bool>());
  Child waiter(
      [](mp::Lock mine, mp::Connection ready) {
        ready.send(1);
        answer(throws<mp::OwnerDiedError>([&] { (void)mine.acquire(); }));
      },
      lock, waiting_writer);
  BOOST_TEST(waiting.recv<int>() == 1);
  BOOST_TEST(!waiter->join(a_while));
  holder->kill();
  holder->join();
  waiter->join();  // without a timeout: it must be woken
  BOOST_TEST(waiter->exitcode() == yes);
}

MP_CASE("lock.owner.ended-without-a-release", requires_("LOCK-OWNER-DIED")) {
  mp::Lock lock;
  BOOST_TEST(exitcode_of([](mp::Lock mine) { answer(mine.acquire()); }, lock) == yes);
  BOOST_CHECK_THROW((void)lock.acquire(), mp::OwnerDiedError);
  lock.recover();
  BOOST_TEST(lock.acquire(0s));
  lock.release();
}

MP_CASE("lock.waiter.killed-takes-nothing-along", requires_("LOCK-WAITER-DIED")) {
  mp::Lock lock;
  auto [reader, writer] = mp::Pipe(false);
  BOOST_TEST(lock.acquire());
  Child waiter(
      [](mp::Lock mine, mp::Connection ready) {
        ready.send(1);
        (void)mine.acquire();
      },
      lock, writer);
  BOOST_TEST(reader.recv<int>() == 1);
  BOOST_TEST(!waiter->join(a_while));
  waiter->kill();
  waiter->join();
  lock.release();
  BOOST_TEST(lock.acquire());
  lock.release();
  BOOST_TEST(exitcode_of([](mp::Lock mine) { answer(mine.acquire() && (mine.release(), true)); }, lock) == yes);
}

MP_CASE("rlock.owner.killed-is-told-to-the-next", requires_("RLOCK-OWNER-DIED")) {
  mp::RLock lock;
  abandon(lock);
  BOOST_CHECK_THROW((void)lock.acquire(), mp::OwnerDiedError);
  lock.recover();
  BOOST_TEST(lock.acquire());
  BOOST_TEST(lock.acquire());
  lock.release();
  lock.release();
  BOOST_TEST(!lock.locked());
}

}  // namespace conformance
