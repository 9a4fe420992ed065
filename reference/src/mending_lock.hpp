// SPDX-License-Identifier: BSL-1.0
// What Lock and RLock are underneath: a lock that remembers that a holder died until somebody says that all is well
// again.
#pragma once

#include <atomic>

#include "multiprocessing/stop_token.hpp"
#include "multiprocessing/timeout.hpp"
#include "platform/lock.hpp"
#include "shared_block.hpp"

namespace multiprocessing::detail {

struct MendingLockMemory {
  platform::lock_memory lock;
  std::atomic<std::uint32_t> abandoned;
};

/// How an attempt to take the lock came out. Abandoned: it is held, but a holder has died and nobody has called
/// recover() since.
enum class Taken { no, whole, abandoned };

class MendingLock {
 public:
  /// `releaser` says who will call release().
  static MendingLock make(platform::lock_releaser releaser);
  static MendingLock load(InputArchive& archive, TakeOver& taken);
  void save(OutputArchive& archive, HandOff& hand_off) const;

  Taken take(const Timeout& timeout, const StopToken& stop = StopToken());
  /// OwnerDiedError, and not held, if a holder has died and nobody has called recover() since.
  bool acquire(const Timeout& timeout, const StopToken& stop = StopToken());
  /// False if nobody holds it.
  bool release();
  /// True if an acquire would not succeed now.
  [[nodiscard]] bool locked() const;
  [[nodiscard]] bool held_by_this_process() const;
  void recover();

 private:
  MendingLock(Shared<MendingLockMemory> memory, std::unique_ptr<platform::lock> lock)
      : memory_(std::move(memory)), lock_(std::move(lock)) {}

  Shared<MendingLockMemory> memory_;
  std::unique_ptr<platform::lock> lock_;
};

[[noreturn]] void throw_owner_died();

}  // namespace multiprocessing::detail
