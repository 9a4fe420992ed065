// SPDX-License-Identifier: BSL-1.0
// Lock: mutual exclusion between processes.
#pragma once

#include <memory>

#include "multiprocessing/serialization.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

namespace detail {
struct LockState;
}

/// A lock that one thread of one process holds at a time. Copies name the same lock. Fits std::scoped_lock and
/// std::unique_lock. It belongs to nobody for good: any process may release it.
///
/// Fork     Usable in a forked child, which holds nothing that its parent holds. Under spawn pass it as an argument.
class Lock {
 public:
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
  /// Differs  In Python the lock of a process that died stays locked for ever.
  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt);

  /// Gives the lock back, whoever holds it.
  ///
  /// Errors   ValueError if nobody holds it.
  ///
  /// Promises LOCK-RELEASE-FREE, LOCK-RELEASE-ANYBODY
  void release();

  /// True if an acquire would not succeed at this moment: somebody holds it, or has died with it.
  [[nodiscard]] bool locked() const;

  /// Says that what the lock protects is whole again, after OwnerDiedError. Harmless at any other time.
  ///
  /// Promises LOCK-RECOVER
  void recover();

  void lock() { (void)acquire(); }
  [[nodiscard]] bool try_lock() { return acquire(std::chrono::nanoseconds{0}); }
  void unlock() { release(); }

  void save(detail::OutputArchive& archive) const;
  void load(detail::InputArchive& archive);

 private:
  std::shared_ptr<detail::LockState> state_;
};

}  // namespace multiprocessing
