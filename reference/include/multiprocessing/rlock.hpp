// SPDX-License-Identifier: BSL-1.0
// RLock: a lock that its holder may take again.
#pragma once

#include <memory>

#include "multiprocessing/serialization.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

namespace detail {
struct RLockState;
}

/// Held by one thread of one process, any number of times. Copies name the same lock. Fits std::scoped_lock and
/// std::unique_lock.
///
/// Fork     Usable in a forked child, which does not hold it even if the thread that forked did.
class RLock {
 public:
  RLock();

  /// Takes the lock once more if this thread holds it, otherwise as Lock::acquire does.
  ///
  /// \param timeout  As in Lock::acquire.
  /// \returns        true if the lock is held now; false if the time ran out.
  ///
  /// Errors   OwnerDiedError as Lock::acquire.
  ///
  /// Promises RLOCK-AGAIN, RLOCK-PROCESSES, RLOCK-ACQUIRE-TIMEOUT, RLOCK-OWNER-DIED
  /// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.RLock.acquire
  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt);

  /// Undoes one acquire; the last one frees the lock.
  ///
  /// Errors   AssertionError if this thread does not hold the lock.
  ///
  /// Promises RLOCK-RELEASE-OWNER, RLOCK-LAST-RELEASE
  void release();

  /// True if anybody holds it, this thread included, or has died with it.
  [[nodiscard]] bool locked() const;
  /// As Lock::recover.
  void recover();

  void lock() { (void)acquire(); }
  [[nodiscard]] bool try_lock() { return acquire(std::chrono::nanoseconds{0}); }
  void unlock() { release(); }

  void save(detail::OutputArchive& archive) const;
  void load(detail::InputArchive& archive);

 private:
  std::shared_ptr<detail::RLockState> state_;
};

}  // namespace multiprocessing
