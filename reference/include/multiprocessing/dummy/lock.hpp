// SPDX-License-Identifier: BSL-1.0
// Lock and RLock among threads.
#pragma once

#include <memory>

#include "multiprocessing/dummy/held.hpp"
#include "multiprocessing/errors.hpp"

namespace multiprocessing::dummy {

/// multiprocessing::Lock, among the threads of this process. Who ends with it is a thread.
///
/// Errors   OwnerDiedError from acquire if the thread that held it has ended, until recover() or release().
/// Fork     Not for forked children, as nothing in this namespace is: a child has none of the threads.
///
/// Promises DUMMY-LOCK, DUMMY-LOCK-OWNER-ENDED
class Lock {
 public:
  Lock() : held_(std::make_shared<detail::Held>(detail::Held::Kind::plain)) {}

  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt) { return live().acquire(timeout); }
  /// Errors   ValueError if nobody holds it.
  void release() {
    if (!live().release()) throw ValueError("the lock is released, but nobody holds it");
  }
  [[nodiscard]] bool locked() const { return live().locked(); }
  void recover() { live().recover(); }

  void lock() { (void)acquire(); }
  [[nodiscard]] bool try_lock() { return acquire(std::chrono::nanoseconds{0}); }
  void unlock() { release(); }

 private:
  friend class Condition;
  [[nodiscard]] detail::Held& live() const { return *detail::live(held_, "Lock"); }
  std::shared_ptr<detail::Held> held_;
};

/// multiprocessing::RLock, among the threads of this process.
///
/// Errors   As Lock; and AssertionError from release if this thread does not hold it.
///
/// Promises DUMMY-RLOCK, DUMMY-LOCK-OWNER-ENDED
class RLock {
 public:
  RLock() : held_(std::make_shared<detail::Held>(detail::Held::Kind::recursive)) {}

  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt) { return live().acquire(timeout); }
  void release() {
    if (!live().release()) throw AssertionError("the RLock is released by a thread that does not hold it");
  }
  [[nodiscard]] bool locked() const { return live().locked(); }
  void recover() { live().recover(); }

  void lock() { (void)acquire(); }
  [[nodiscard]] bool try_lock() { return acquire(std::chrono::nanoseconds{0}); }
  void unlock() { release(); }

 private:
  friend class Condition;
  [[nodiscard]] detail::Held& live() const { return *detail::live(held_, "RLock"); }
  std::shared_ptr<detail::Held> held_;
};

}  // namespace multiprocessing::dummy
