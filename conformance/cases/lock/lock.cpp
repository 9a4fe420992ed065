// SPDX-License-Identifier: BSL-1.0
// Lock: mutual exclusion between processes.
#include <deque>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

// Reads a number from a file and writes the next one: correct only if nobody comes in between.
void count_in_file(int times, mp::Lock lock, mp::Barrier together) {
  (void)together.wait();
  for (int i = 0; i < times; ++i) {
    const std::scoped_lock guard(lock);
    int number = 0;
    std::ifstream("counter.txt") >> number;
    std::ofstream("counter.txt") << number + 1;
  }
}

// Holds the lock from the first message to the second.
void hold(mp::Lock lock, mp::Connection connection) {
  const bool held = lock.acquire();
  connection.send(held);
  (void)connection.recv<int>();
  lock.release();
}

}  // namespace

MP_CASE("lock.acquire.then-locked-then-released", requires_("LOCK-ACQUIRE", "LOCK-LOCKED")) {
  mp::Lock lock;
  BOOST_TEST(!lock.locked());
  BOOST_TEST(lock.acquire());
  BOOST_TEST(lock.locked());
  BOOST_TEST(!lock.acquire(0s));
  lock.release();
  BOOST_TEST(!lock.locked());
  BOOST_TEST(lock.acquire(0s));
  lock.release();
}

MP_CASE("lock.release.of-a-free-lock-is-refused", requires_("LOCK-RELEASE-FREE")) {
  mp::Lock lock;
  BOOST_CHECK_THROW(lock.release(), mp::ValueError);
  BOOST_TEST(lock.acquire());
  lock.release();
  BOOST_CHECK_THROW(lock.release(), mp::ValueError);
}

MP_CASE("lock.acquire.timeout-is-false-and-not-early", requires_("LOCK-ACQUIRE-TIMEOUT")) {
  mp::Lock lock;
  BOOST_TEST(lock.acquire(a_while));
  const Stopwatch stopwatch;
  BOOST_TEST(!lock.acquire(a_while));
  BOOST_TEST(stopwatch.elapsed() >= a_while);
  lock.release();
}

MP_CASE("lock.acquire.zero-and-negative-timeouts-try-once", requires_("LOCK-ACQUIRE-TRY")) {
  mp::Lock lock;
  BOOST_TEST(lock.acquire(-1s));
  BOOST_TEST(!lock.acquire(-1s));
  BOOST_TEST(!lock.acquire(0s));
  BOOST_TEST(!lock.try_lock());
  lock.release();
  BOOST_TEST(lock.try_lock());
  lock.release();
}

MP_CASE("lock.acquire.held-by-another-process", requires_("LOCK-PROCESSES", "LOCK-LOCKED")) {
  mp::Lock lock;
  auto [ours, theirs] = mp::Pipe();
  Child child(&hold, lock, theirs);
  BOOST_TEST(ours.recv<bool>());
  BOOST_TEST(lock.locked());
  BOOST_TEST(!lock.acquire(0s));
  BOOST_TEST(!lock.acquire(a_while));
  ours.send(1);
  BOOST_TEST(lock.acquire());  // it waits for the release
  lock.release();
  child->join();
  BOOST_TEST(child->exitcode() == 0);
}

MP_CASE("lock.acquire.waits-for-the-release", requires_("LOCK-ACQUIRE-WAITS")) {
  mp::Lock lock;
  auto [reader, writer] = mp::Pipe(false);
  BOOST_TEST(lock.acquire());
  Child child(
      [](mp::Lock mine, mp::Connection results) {
        results.send(1);
        const std::scoped_lock guard(mine);
        results.send(2);
      },
      lock, writer);
  BOOST_TEST(reader.recv<int>() == 1);
  BOOST_TEST(!reader.poll(a_while));
  lock.release();
  BOOST_TEST(reader.recv<int>() == 2);
  child->join();
}

MP_CASE("lock.acquire.only-one-at-a-time", requires_("LOCK-EXCLUSION")) {
  mp::Lock lock;
  mp::Barrier together(4);  // else one may be done before the next begins
  std::ofstream("counter.txt") << 0;
  std::deque<Child> children;
  for (int i = 0; i < 4; ++i) {
    children.emplace_back(&count_in_file, 50, lock, together);
  }
  for (auto& child : children) {
    child->join();
    BOOST_TEST(child->exitcode() == 0);
  }
  int number = 0;
  std::ifstream("counter.txt") >> number;
  BOOST_TEST(number == 200);
  std::filesystem::remove("counter.txt");
}

MP_CASE("lock.release.by-another-process", requires_("LOCK-RELEASE-ANYBODY")) {
  mp::Lock lock;
  BOOST_TEST(lock.acquire());
  BOOST_TEST(exitcode_of([](mp::Lock mine) { mine.release(); }, lock) == 0);
  BOOST_TEST(!lock.locked());
  BOOST_TEST(lock.acquire(0s));
  lock.release();
}

MP_CASE("lock.release.by-another-thread", requires_("LOCK-RELEASE-ANYBODY")) {
  mp::Lock lock;
  BOOST_TEST(lock.acquire());
  std::thread([&lock] { lock.release(); }).join();
  BOOST_TEST(lock.acquire(0s));
  lock.release();
}

MP_CASE("lock.scoped_lock.of-two-locks", requires_("LOCK-STANDARD")) {
  mp::Lock left;
  mp::Lock right;
  try {
    const std::scoped_lock guard(left, right);
    BOOST_TEST((left.locked() && right.locked()));
    throw std::runtime_error("on purpose");
  } catch (const std::runtime_error&) {
    BOOST_TEST((!left.locked() && !right.locked()));
  }
}

MP_CASE("lock.unique_lock.try-and-give-back", requires_("LOCK-STANDARD")) {
  mp::Lock lock;
  std::unique_lock guard(lock, std::try_to_lock);
  BOOST_TEST(guard.owns_lock());
  std::unique_lock other(lock, std::try_to_lock);
  BOOST_TEST(!other.owns_lock());
  guard.unlock();
  BOOST_TEST(other.try_lock());
}

}  // namespace conformance
