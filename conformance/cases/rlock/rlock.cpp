// SPDX-License-Identifier: BSL-1.0
// RLock: a lock that its holder may take again.
#include <mutex>
#include <thread>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {

MP_CASE("rlock.acquire.again-by-the-holder", requires_("RLOCK-AGAIN")) {
  mp::RLock lock;
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(lock.acquire());
  }
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(lock.locked());
    lock.release();
  }
  BOOST_TEST(!lock.locked());
}

MP_CASE("rlock.release.once-too-often-is-refused", requires_("RLOCK-RELEASE-OWNER")) {
  mp::RLock lock;
  BOOST_CHECK_THROW(lock.release(), mp::AssertionError);
  BOOST_TEST(lock.acquire());
  lock.release();
  BOOST_CHECK_THROW(lock.release(), mp::AssertionError);
}

MP_CASE("rlock.release.by-another-process-is-refused", requires_("RLOCK-RELEASE-OWNER", "RLOCK-PROCESSES")) {
  mp::RLock lock;
  BOOST_TEST(lock.acquire());
  BOOST_TEST(exitcode_of(
                 [](mp::RLock mine) {
                   answer(!mine.acquire(0s) && mine.locked() && throws<mp::AssertionError>([&] { mine.release(); }));
                 },
                 lock) == yes);
  BOOST_TEST(lock.locked());
  lock.release();
}

MP_CASE("rlock.release.by-another-thread-is-refused", requires_("RLOCK-RELEASE-OWNER")) {
  mp::RLock lock;
  BOOST_TEST(lock.acquire());
  bool refused = false;
  bool taken = true;
  std::thread([&] {
    taken = lock.acquire(0s);
    refused = throws<mp::AssertionError>([&] { lock.release(); });
  }).join();
  BOOST_TEST(!taken);
  BOOST_TEST(refused);
  lock.release();
}

MP_CASE("rlock.acquire.others-wait-for-the-last-release", requires_("RLOCK-LAST-RELEASE")) {
  mp::RLock lock;
  auto [reader, writer] = mp::Pipe(false);
  BOOST_TEST(lock.acquire());
  BOOST_TEST(lock.acquire());
  Child child(
      [](mp::RLock mine, mp::Connection results) {
        results.send(1);
        const std::scoped_lock guard(mine);
        results.send(2);
      },
      lock, writer);
  BOOST_TEST(reader.recv<int>() == 1);
  lock.release();
  BOOST_TEST(!reader.poll(a_while));
  lock.release();
  BOOST_TEST(reader.recv<int>() == 2);
  child->join();
}

MP_CASE("rlock.acquire.timeout-is-false-and-not-early", requires_("RLOCK-ACQUIRE-TIMEOUT")) {
  mp::RLock lock;
  auto [ours, theirs] = mp::Pipe();
  Child child(
      [](mp::RLock mine, mp::Connection connection) {
        const std::scoped_lock guard(mine);
        connection.send(1);
        (void)connection.recv<int>();
      },
      lock, theirs);
  BOOST_TEST(ours.recv<int>() == 1);
  const Stopwatch stopwatch;
  BOOST_TEST(!lock.acquire(a_while));
  BOOST_TEST(stopwatch.elapsed() >= a_while);
  BOOST_TEST(!lock.acquire(-1s));
  ours.send(1);
  child->join();
  BOOST_TEST(lock.try_lock());
  lock.release();
}

}  // namespace conformance
