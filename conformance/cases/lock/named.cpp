// SPDX-License-Identifier: BSL-1.0
// Locks say who holds them.
#include <mutex>
#include <string>
#include <thread>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

const std::string own_thread = "|Thread-";

// What a thread of this process reads while it holds the lock as often.
template <class LockType>
std::string read_by_thread(LockType lock, int times) {
  std::string text;
  std::thread([&] {
    for (int i = 0; i < times; ++i) lock.lock();
    text = to_string(lock);
    for (int i = 0; i < times; ++i) lock.unlock();
  }).join();
  return text;
}

// While a child that holds the lock waits, and after it has ended without a release.
template <class LockType>
void expect_of_child(const std::string& text) {
  LockType lock;
  auto [ours, theirs] = mp::Pipe();
  Child child(
      [](LockType mine, mp::Connection connection) {
        (void)mine.acquire();
        connection.send(to_string(mine));
        (void)connection.template recv<int>();
      },
      lock, theirs);
  BOOST_TEST(ours.recv<std::string>().find(child->name()) != std::string::npos);
  BOOST_TEST(to_string(lock) == text);
  ours.send(1);
  child->join();
  BOOST_TEST(to_string(lock) == text);
}

}  // namespace

MP_CASE("lock.to_string.names-its-owner", requires_("LOCK-NAMES-OWNER")) {
  const std::string here = mp::current_process().name();
  mp::Lock lock;
  BOOST_TEST(to_string(lock) == "<Lock(owner=None)>");
  {
    const std::scoped_lock guard(lock);
    BOOST_TEST(to_string(lock) == "<Lock(owner=" + here + ")>");
    std::string text;
    std::thread([&] { text = to_string(lock); }).join();
    BOOST_TEST(text == "<Lock(owner=SomeOtherThread)>");
  }
  BOOST_TEST(to_string(lock) == "<Lock(owner=None)>");
  BOOST_TEST(read_by_thread(lock, 1).starts_with("<Lock(owner=" + here + own_thread));
  expect_of_child<mp::Lock>("<Lock(owner=SomeOtherProcess)>");
}

MP_CASE("rlock.to_string.names-its-owner-and-depth", requires_("RLOCK-NAMES-OWNER", "RLOCK-ENDED-OWNER")) {
  const std::string here = mp::current_process().name();
  mp::RLock lock;
  BOOST_TEST(to_string(lock) == "<RLock(None, 0)>");
  {
    const std::scoped_lock guard(lock);
    BOOST_TEST(to_string(lock) == "<RLock(" + here + ", 1)>");
    const std::scoped_lock more(lock);
    BOOST_TEST(to_string(lock) == "<RLock(" + here + ", 2)>");
    std::string text;
    std::thread([&] { text = to_string(lock); }).join();
    BOOST_TEST(text == "<RLock(SomeOtherThread, nonzero)>");
  }
  BOOST_TEST(to_string(lock) == "<RLock(None, 0)>");
  expect_of_child<mp::RLock>("<RLock(SomeOtherProcess, nonzero)>");
}

MP_CASE("rlock.acquire.threads-to-different-depths", requires_("RLOCK-DEPTHS")) {
  mp::RLock lock;
  std::string texts[3];
  std::thread threads[3];
  for (int i = 0; i < 3; ++i) {
    threads[i] = std::thread([&, i] {
      for (int taken = 0; taken <= i; ++taken) lock.lock();
      texts[i] = to_string(lock);
      for (int taken = 0; taken <= i; ++taken) lock.unlock();
    });
  }
  for (auto& thread : threads) thread.join();
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(texts[i].find(own_thread) != std::string::npos);
    BOOST_TEST(texts[i].ends_with(", " + std::to_string(i + 1) + ")>"));
  }
  BOOST_TEST(!lock.locked());
}

MP_CASE("rlock.locked.by-a-child-is-seen", requires_("RLOCK-LOCKED")) {
  mp::RLock lock;
  BOOST_TEST(!lock.locked());
  auto [ours, theirs] = mp::Pipe();
  Child child(
      [](mp::RLock mine, mp::Connection connection) {
        const std::scoped_lock guard(mine);
        connection.send(mine.locked());
        (void)connection.recv<int>();
      },
      lock, theirs);
  BOOST_TEST(ours.recv<bool>());
  BOOST_TEST(lock.locked());
  ours.send(1);
  child->join();
  BOOST_TEST(!lock.locked());
}

MP_CASE("lock.try_lock_for.and-until-a-moment", requires_("LOCK-STANDARD-TIMED")) {
  mp::Lock lock;
  std::unique_lock guard(lock, a_while);
  BOOST_TEST(guard.owns_lock());
  const Stopwatch stopwatch;
  BOOST_TEST(!lock.try_lock_for(a_while));
  BOOST_TEST(stopwatch.elapsed() >= a_while);
  BOOST_TEST(!lock.try_lock_until(std::chrono::steady_clock::now() + a_while));
  BOOST_TEST(stopwatch.elapsed() >= 2 * a_while);
  BOOST_TEST(!lock.try_lock_until(std::chrono::system_clock::now() - 1h));
  BOOST_TEST(!lock.try_lock_until(std::chrono::steady_clock::time_point::min()));
  BOOST_TEST(!lock.try_lock_for(std::chrono::hours::min()));
  guard.unlock();
  BOOST_TEST(lock.try_lock_for(std::chrono::hours::max()));  // longer than nanoseconds can count
  lock.release();
  BOOST_TEST(lock.try_lock_until(std::chrono::steady_clock::time_point::max()));
  lock.release();
}

MP_CASE("rlock.unique_lock.with-and-without-a-timeout", requires_("RLOCK-STANDARD")) {
  mp::RLock lock;
  const std::scoped_lock guard(lock);
  std::unique_lock again(lock, a_while);
  BOOST_TEST(again.owns_lock());
  BOOST_TEST(exitcode_of([](mp::RLock mine) { answer(!mine.try_lock() && !mine.try_lock_for(a_while)); }, lock) == yes);
}

}  // namespace conformance
