// SPDX-License-Identifier: BSL-1.0
// Condition among threads.
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "multiprocessing/dummy/lock.hpp"

namespace multiprocessing::dummy {

/// multiprocessing::Condition, among the threads of this process: a lock, and waiters that others wake.
///
/// Errors   AssertionError from wait and notify if the lock is not held.
///
/// Promises DUMMY-CONDITION, DUMMY-STOP, DUMMY-TEXT
class Condition : public multiprocessing::detail::TimedLockable<Condition> {
 public:
  /// With an RLock of its own.
  Condition() : Condition(RLock()) {}
  ///@{
  /// With that lock.
  explicit Condition(const Lock& lock);
  explicit Condition(const RLock& lock);
  ///@}

  ///@{
  /// As those of the lock.
  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt) { return acquire(StopToken(), timeout); }
  [[nodiscard]] bool acquire(StopToken stop, Timeout timeout = std::nullopt);
  void release();
  [[nodiscard]] bool locked() const;
  void recover();
  ///@}

  /// Lets go of the lock, waits to be notified, and takes the lock back. \returns false if the time ran out first.
  bool wait(Timeout timeout = std::nullopt) { return wait(StopToken(), timeout); }
  /// The same, and false if `stop` asks to give up, which wakes the waiter.
  bool wait(StopToken stop, Timeout timeout = std::nullopt) {
    return wait_until(stop, detail::deadline_after(timeout));
  }

  /// Waits until `predicate()` holds, which is asked with the lock held. \returns what it said last.
  template <std::invocable Predicate>
  auto wait_for(Predicate predicate, Timeout timeout = std::nullopt) {
    return wait_for(StopToken(), std::move(predicate), timeout);
  }
  /// The same, and what the predicate says then if `stop` asks to give up.
  template <std::invocable Predicate>
  auto wait_for(StopToken stop, Predicate predicate, Timeout timeout = std::nullopt) {
    const auto until = detail::deadline_after(timeout);
    auto said = predicate();
    while (!said && wait_until(stop, until)) said = predicate();
    if (!said) said = predicate();
    return said;
  }

  /// Wakes those who have waited longest, `n` of them at most.
  void notify(std::size_t n = 1);
  /// Wakes all who wait.
  void notify_all();
  /// As that of multiprocessing::Condition.
  friend std::string to_string(const Condition& condition);

 private:
  bool wait_until(const StopToken& stop, const detail::Deadline& until);
  void require_lock() const;

  struct State;
  std::shared_ptr<detail::Held> lock_;
  bool recursive_ = false;
  std::shared_ptr<State> state_;
};

/// As that of multiprocessing::Condition.
[[nodiscard]] std::string to_string(const Condition& condition);

}  // namespace multiprocessing::dummy
