// SPDX-License-Identifier: BSL-1.0
// Locks that the system gives back when the process that holds them ends.
#pragma once

#include "platform/lock.hpp"

namespace multiprocessing::platform {

/// The owner word says what the system does not: who holds the lock, and whether the last holder let go of it. It is
/// written while the system's lock is held, and cleared before that is given back, so whoever takes the system's lock
/// and still finds a name there comes after a holder that died.
class process_held_lock : public lock {
 public:
  process_held_lock(const process_held_lock&) = delete;
  process_held_lock& operator=(const process_held_lock&) = delete;

  result<lock_outcome> acquire(const deadline& until) final;
  result<bool> release() final;
  std::uint64_t owner() const noexcept final { return memory_.owner.load(); }

 protected:
  explicit process_held_lock(lock_memory& memory) : memory_(memory) {}

 private:
  /// Takes the system's lock, which threads of one process do not share either. False if the deadline passed first.
  virtual result<bool> take(const deadline& until) = 0;
  /// Gives it back. Called by one thread of the process that holds it.
  virtual result<> give() = 0;

  lock_memory& memory_;
};

}  // namespace multiprocessing::platform
