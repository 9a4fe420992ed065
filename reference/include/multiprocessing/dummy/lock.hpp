// SPDX-License-Identifier: BSL-1.0
// Lock and RLock among threads.
#pragma once

#include <memory>
#include <string>

#include "multiprocessing/dummy/held.hpp"
#include "multiprocessing/errors.hpp"
#include "multiprocessing/lockable.hpp"

namespace multiprocessing::dummy {

/// multiprocessing::Lock, among the threads of this process. Who ends with it is a thread.
///
/// Fits std::scoped_lock and std::unique_lock.
///
/// Errors   OwnerDiedError from acquire if the thread that held it has ended, until recover() or release().
/// Fork     Not for forked children, as nothing in this namespace is: a child has none of the threads.
///
/// Promises DUMMY-LOCK, DUMMY-LOCK-OWNER-ENDED, DUMMY-STOP, DUMMY-TEXT
class Lock : public multiprocessing::detail::TimedLockable<Lock> {
 public:
  /// Free.
  Lock() : held_(std::make_shared<detail::Held>(detail::Held::Kind::plain)) {}

  /// Waits for the lock at most so long. \returns whether it is held now.
  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt) { return acquire(StopToken(), timeout); }
  /// The same, and false if `stop` asks to give up, which wakes the waiter. Tries once if that has happened before.
  [[nodiscard]] bool acquire(StopToken stop, Timeout timeout = std::nullopt) { return live().acquire(stop, timeout); }
  /// Gives the lock back, whoever holds it.
  ///
  /// Errors   ValueError if nobody holds it.
  void release() {
    if (!live().release()) throw ValueError("the lock is released, but nobody holds it");
  }
  /// Whether somebody holds it, or has ended with it.
  [[nodiscard]] bool locked() const { return live().locked(); }
  /// Says that what the lock protects is whole again, after OwnerDiedError.
  void recover() { live().recover(); }
  /// As that of multiprocessing::Lock, with the names of this namespace's processes.
  friend std::string to_string(const Lock& lock) { return lock.live().described(); }

 private:
  friend class Condition;
  [[nodiscard]] detail::Held& live() const { return *detail::live(held_, "Lock"); }
  std::shared_ptr<detail::Held> held_;
};

/// multiprocessing::RLock, among the threads of this process.
///
/// Errors   As Lock; and AssertionError from release if this thread does not hold it.
///
/// Promises DUMMY-RLOCK, DUMMY-LOCK-OWNER-ENDED, DUMMY-STOP, DUMMY-TEXT
class RLock : public multiprocessing::detail::TimedLockable<RLock> {
 public:
  /// Free.
  RLock() : held_(std::make_shared<detail::Held>(detail::Held::Kind::recursive)) {}

  /// Waits for the lock at most so long; at once if this thread holds it. \returns whether it is held now.
  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt) { return acquire(StopToken(), timeout); }
  /// The same, and false if `stop` asks to give up, which wakes the waiter. Tries once if that has happened before.
  [[nodiscard]] bool acquire(StopToken stop, Timeout timeout = std::nullopt) { return live().acquire(stop, timeout); }
  /// Undoes one acquire of this thread.
  void release() {
    if (!live().release()) throw AssertionError("the RLock is released by a thread that does not hold it");
  }
  /// Whether somebody holds it, or has ended with it.
  [[nodiscard]] bool locked() const { return live().locked(); }
  /// Says that what the lock protects is whole again, after OwnerDiedError.
  void recover() { live().recover(); }
  /// As that of multiprocessing::RLock.
  friend std::string to_string(const RLock& lock) { return lock.live().described(); }

 private:
  friend class Condition;
  [[nodiscard]] detail::Held& live() const { return *detail::live(held_, "RLock"); }
  std::shared_ptr<detail::Held> held_;
};

}  // namespace multiprocessing::dummy
