// SPDX-License-Identifier: BSL-1.0
// A mutual exclusion lock between processes that says when its holder died.
#pragma once

#include <memory>

#include "platform/semaphore.hpp"

namespace multiprocessing::platform {

/// What the users of a lock share: the owner decides who holds it, the semaphore only wakes those who wait.
struct lock_memory {
  std::atomic<std::uint64_t> owner;    // process_stamp of the holder, or 0
  std::atomic<std::uint32_t> waiters;  // a hint: a waiter that died is still counted
  semaphore_memory wake;
};

enum class lock_outcome { acquired, timed_out, owner_died };

/// The one strategy of this primitive so far, `pid-liveness`: it works with every semaphore, and no process that is
/// killed at any instruction can leave the others waiting for ever, since a waiter looks every now and then whether the
/// holder lives.
class lock {
 public:
  /// `memory` is shared, zero at first, and outlives the lock.
  static result<lock> make(lock_memory& memory);
  static result<lock> attach(const semaphore_transfer& from, lock_memory& memory);

  /// `owner_died` means that this process holds the lock now and that what it protects may be half changed.
  result<lock_outcome> acquire(const deadline& until);
  /// False, and nothing changes, if nobody holds the lock. Any process may release it.
  result<bool> release();
  /// The stamp of the holder, 0 if free.
  [[nodiscard]] std::uint64_t owner() const noexcept { return memory_->owner.load(); }
  [[nodiscard]] semaphore_transfer transfer() const { return wake_->transfer(); }

 private:
  lock(lock_memory& memory, std::unique_ptr<semaphore> wake) : memory_(&memory), wake_(std::move(wake)) {}

  lock_memory* memory_;
  std::unique_ptr<semaphore> wake_;
};

}  // namespace multiprocessing::platform
