// SPDX-License-Identifier: BSL-1.0
// Condition: waiting, under a lock, until somebody says that something has changed.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "multiprocessing/lock.hpp"
#include "multiprocessing/rlock.hpp"

namespace multiprocessing {

namespace detail {
struct ConditionState;
}

/// A lock, and waiting for whoever holds it to notify. Copies name the same condition. Fits std::scoped_lock and
/// std::unique_lock, which lock its lock. At most 512 threads of all processes wait at once.
///
/// Nobody waits for a waiter, so no process that is killed keeps anybody from notifying or from being woken. A wake-up
/// that was meant for a waiter that is killed before it has got its lock back goes to the next one within about 100 ms;
/// if a second process is killed in the very act of passing it on, two may be woken by it.
///
/// Fork     Usable in a forked child. Under spawn pass it as an argument.
class Condition : public detail::TimedLockable<Condition> {
 public:
  /// With a new RLock.
  Condition();
  /// With a lock that others use as well.
  explicit Condition(Lock lock);
  /// With a lock that others use as well.
  explicit Condition(RLock lock);

  ///@{
  /// As those of its lock.
  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt);
  [[nodiscard]] bool acquire(StopToken stop, Timeout timeout = std::nullopt);
  void release();
  [[nodiscard]] bool locked() const;
  void recover();
  ///@}

  /// Releases the lock, however often this thread has taken it, waits to be notified, and takes it again as often.
  ///
  /// \param timeout  How long to wait for the notification, on the steady clock; the lock is then waited for without
  ///                 limit. `std::nullopt` waits without limit; zero or less lets others have the lock, and returns.
  /// \returns        true if notified, false if the time ran out. Never true for no reason, but for what is said above.
  ///
  /// Errors   AssertionError if this thread does not hold the lock; OSError if 512 wait already; OwnerDiedError if a
  ///          holder of the lock died meanwhile. The lock is held again after each of them, so that guards release it;
  ///          after OwnerDiedError call recover() first if what it protects is whole, or others are told as well.
  /// Threads  Those who have waited longest are woken first.
  ///
  /// Promises CONDITION-WAIT-NOTIFIED, CONDITION-WAIT-TIMEOUT, CONDITION-WAIT-ZERO, CONDITION-HELD, CONDITION-LEVELS,
  ///          CONDITION-WAIT-OWNER-DIED, CONDITION-WOKEN-KILLED
  /// Source   CPython 3.14 docs, library/threading, Condition.wait
  /// Differs  Python's notify waits for every waiter to say that it has woken, and hangs if one of them was killed.
  bool wait(Timeout timeout = std::nullopt);
  /// The same, and false if `stop` asks to give up, which wakes the waiter.
  ///
  /// Promises CONDITION-WAIT-STOP
  bool wait(StopToken stop, Timeout timeout = std::nullopt);

  /// Waits until `predicate()`, called with the lock held, is true.
  ///
  /// \returns        What the predicate said last; it may be anything that converts to bool.
  ///
  /// Promises CONDITION-WAIT-FOR, CONDITION-WAIT-FOR-TIMEOUT
  template <std::invocable Predicate>
  auto wait_for(Predicate predicate, Timeout timeout = std::nullopt) {
    return wait_for(StopToken(), std::move(predicate), timeout);
  }
  /// The same, and what the predicate says then if `stop` asks to give up.
  template <std::invocable Predicate>
  auto wait_for(StopToken stop, Predicate predicate, Timeout timeout = std::nullopt) {
    const auto start = std::chrono::steady_clock::now();
    for (auto left = timeout;;) {
      auto result = predicate();
      if (result || stop.stop_requested() || (left && *left <= std::chrono::nanoseconds::zero())) return result;
      wait(stop, left);
      if (timeout) left = *timeout - (std::chrono::steady_clock::now() - start);
    }
  }

  /// Wakes as many of those who wait, or all of them if there are fewer.
  ///
  /// Errors   AssertionError if this thread does not hold the lock.
  ///
  /// Promises CONDITION-NOTIFY, CONDITION-NOTIFY-NOBODY, CONDITION-HELD, CONDITION-WAITER-KILLED
  /// Source   CPython 3.14 docs, library/threading, Condition.notify
  void notify(std::size_t n = 1);
  /// Wakes all who wait.
  ///
  /// Promises CONDITION-NOTIFY-ALL, CONDITION-WAITER-KILLED
  void notify_all();

  /// `<Condition(<RLock(None, 0)>, 0)>`: its lock, and how many wait.
  ///
  /// Promises CONDITION-BALANCED
  friend std::string to_string(const Condition& condition);

  void save(detail::OutputArchive& archive) const;
  void load(detail::InputArchive& archive);

 private:
  explicit Condition(std::shared_ptr<detail::LockState> lock);
  std::shared_ptr<detail::ConditionState> state_;
};

[[nodiscard]] std::string to_string(const Condition& condition);

}  // namespace multiprocessing
