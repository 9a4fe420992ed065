// SPDX-License-Identifier: BSL-1.0
// RLock: a lock that its holder may take again.
#pragma once

#include <memory>
#include <string>

#include "multiprocessing/lockable.hpp"
#include "multiprocessing/serialization.hpp"
#include "multiprocessing/stop_token.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

namespace detail {
struct LockState;
}

/// Held by one thread of one process, any number of times. Copies name the same lock. Fits std::scoped_lock and
/// std::unique_lock, with try_lock_for and try_lock_until.
///
/// Fork     Usable in a forked child, which does not hold it even if the thread that forked did.
///
/// Promises RLOCK-STANDARD
class RLock : public detail::TimedLockable<RLock> {
 public:
  RLock();

  /// Takes the lock once more if this thread holds it, otherwise as Lock::acquire does.
  ///
  /// \param timeout  As in Lock::acquire.
  /// \returns        true if the lock is held now; false if the time ran out.
  ///
  /// Errors   OwnerDiedError as Lock::acquire.
  ///
  /// Promises RLOCK-AGAIN, RLOCK-PROCESSES, RLOCK-ACQUIRE-TIMEOUT, RLOCK-DEPTHS, RLOCK-OWNER-DIED
  /// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.RLock.acquire
  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt);
  /// As Lock::acquire with a token.
  ///
  /// Promises RLOCK-ACQUIRE-STOP
  [[nodiscard]] bool acquire(StopToken stop, Timeout timeout = std::nullopt);

  /// Undoes one acquire; the last one frees the lock.
  ///
  /// Errors   AssertionError if this thread does not hold the lock.
  ///
  /// Promises RLOCK-RELEASE-OWNER, RLOCK-LAST-RELEASE
  void release();

  /// True if anybody holds it, this thread included, or has died with it.
  ///
  /// Promises RLOCK-LOCKED
  [[nodiscard]] bool locked() const;
  /// As Lock::recover.
  void recover();

  /// `<RLock(None, 0)>`: the owner as to_string(Lock) tells it, and how often it holds the lock: "nonzero" if it is
  /// somebody else.
  ///
  /// Promises RLOCK-NAMES-OWNER, RLOCK-ENDED-OWNER
  /// Source   CPython 3.14 Lib/multiprocessing/synchronize.py, RLock.__repr__
  friend std::string to_string(const RLock& lock);

  void save(detail::OutputArchive& archive) const;
  void load(detail::InputArchive& archive);

 private:
  friend class Condition;
  std::shared_ptr<detail::LockState> state_;
};

[[nodiscard]] std::string to_string(const RLock& lock);

}  // namespace multiprocessing
