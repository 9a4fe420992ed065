// SPDX-License-Identifier: BSL-1.0
// A mutual exclusion lock between processes that says when its holder died.
#pragma once

#include <cstddef>
#include <memory>

#include "platform/semaphore.hpp"

namespace multiprocessing::platform {

/// What the users of a lock share. Zero when the lock is made, and alive as long as any of its users.
struct lock_memory {
  std::atomic<std::uint64_t> owner;    // process_stamp of the holder, or 0
  std::atomic<std::uint32_t> waiters;  // a hint: a waiter that died is still counted
  semaphore_memory wake;
  alignas(16) std::byte native[64];  // for an object of the system that lives in shared memory, as pthread_mutex_t does
};

/// What another process needs to use the same lock, apart from the shared memory.
struct lock_transfer {
  std::string strategy;
  semaphore_transfer parts;  // of the semaphore that wakes, or of the object that the strategy is made of
};

enum class lock_outcome { acquired, timed_out, owner_died };

/// Who may release a lock that is held. A lock that its holding thread alone may release serves whoever promises to.
enum class lock_releaser { anyone, holding_process, holding_thread };

/// Not recursive: a thread that acquires what it holds waits for itself, with every strategy.
class lock {
 public:
  virtual ~lock() = default;
  /// `owner_died` means that this process holds the lock now and that what it protects may be half changed.
  virtual result<lock_outcome> acquire(const deadline& until) = 0;
  /// False, and nothing changes, if nobody holds the lock. operation_not_permitted if this strategy does not let the
  /// caller release what another thread or process holds.
  virtual result<bool> release() = 0;
  /// The stamp of the holder, 0 if free. A dead holder's stays until the next one acquires.
  [[nodiscard]] virtual std::uint64_t owner() const noexcept = 0;
  [[nodiscard]] virtual lock_transfer transfer() const = 0;
};

struct lock_strategy : strategy {
  lock_releaser released_by;
  result<std::unique_ptr<lock>> (*make)(lock_memory& memory);
  result<std::unique_ptr<lock>> (*attach)(const lock_transfer& from, lock_memory& memory);
};

/// What this build has, in the order of preference of the target.
[[nodiscard]] std::span<const lock_strategy* const> lock_strategies();

/// A new lock by the strategy that serves, out of those that let `releaser` release. A strategy that was forced and
/// does not is passed over for this lock.
result<std::unique_ptr<lock>> make_lock(lock_memory& memory, lock_releaser releaser);
/// The lock that a parent handed over.
result<std::unique_ptr<lock>> attach_lock(const lock_transfer& from, lock_memory& memory);

}  // namespace multiprocessing::platform
