// SPDX-License-Identifier: BSL-1.0
// Lock: mutual exclusion between processes.
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

/// A lock that one thread of one process holds at a time. Copies name the same lock. Fits std::scoped_lock and
/// std::unique_lock, with try_lock_for and try_lock_until. It belongs to nobody for good: any process may release it.
///
/// Fork     Usable in a forked child, which holds nothing that its parent holds. Under spawn pass it as an argument.
///
/// Promises LOCK-STANDARD, LOCK-STANDARD-TIMED
class Lock : public detail::TimedLockable<Lock> {
 public:
  /// Free.
  ///
  /// Errors   UnsupportedError if no lock works here.
  Lock();

  /// Takes the lock, waiting for it if needed.
  ///
  /// \param timeout  How long to wait. `std::nullopt` waits without limit; zero or less tries once and returns.
  /// \returns        true if the lock is held now; false if the time ran out, never earlier than that.
  ///
  /// That a holder has died is seen at once when a try finds the lock taken, otherwise within about 100 ms.
  ///
  /// Errors   OwnerDiedError if a holder died with the lock, to everybody who acquires until recover() is called; the
  ///          lock is not held then.
  /// Threads  Safe to call from several threads and processes at once. Which waiter wins is not specified.
  ///
  /// Promises LOCK-ACQUIRE, LOCK-ACQUIRE-WAITS, LOCK-ACQUIRE-TRY, LOCK-ACQUIRE-TIMEOUT, LOCK-EXCLUSION, LOCK-OWNER-DIED
  /// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.Lock.acquire
  /// Differs  In Python the lock of a process that died stays locked for ever. `acquire(False)` is `acquire(0s)` here.
  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt);

  /// The same, and false if `stop` asks to give up: seen within about 20 ms, since what the system has for locks is not
  /// woken by anything else. Tries once if that has happened before.
  ///
  /// Promises LOCK-ACQUIRE-STOP
  [[nodiscard]] bool acquire(StopToken stop, Timeout timeout = std::nullopt);

  /// Gives the lock back, whoever holds it.
  ///
  /// Errors   ValueError if nobody holds it.
  ///
  /// Promises LOCK-RELEASE-FREE, LOCK-RELEASE-ANYBODY
  void release();

  /// True if an acquire would not succeed at this moment: somebody holds it, or has died with it.
  ///
  /// Promises LOCK-LOCKED
  [[nodiscard]] bool locked() const;

  /// Says that what the lock protects is whole again, after OwnerDiedError. Harmless at any other time.
  ///
  /// Promises LOCK-RECOVER
  void recover();

  /// `<Lock(owner=None)>`; or, as owner, the name of this process, with `|Thread-` and a number if it is not the first
  /// thread that asks; or SomeOtherThread; or SomeOtherProcess. For people: it may be out of date when it is read.
  ///
  /// Promises LOCK-NAMES-OWNER
  /// Source   CPython 3.14 Lib/multiprocessing/synchronize.py, Lock.__repr__
  /// Differs  Threads have no names in C++.
  friend std::string to_string(const Lock& lock);

  void save(detail::OutputArchive& archive) const;
  void load(detail::InputArchive& archive);

 private:
  friend class Condition;
  std::shared_ptr<detail::LockState> state_;
};

[[nodiscard]] std::string to_string(const Lock& lock);

}  // namespace multiprocessing
