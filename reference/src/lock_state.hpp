// SPDX-License-Identifier: BSL-1.0
// What the copies of a Lock or an RLock in one process share. Which of its threads holds the lock, and how often, is
// known here alone.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <thread>

#include "fork_aware.hpp"
#include "mending_lock.hpp"

namespace multiprocessing::detail {

struct LockState final : ForkAware {
  /// `again`: the holder may take it again, and nobody else may release it.
  static std::shared_ptr<LockState> make(bool again);
  static std::shared_ptr<LockState> load(InputArchive& archive, TakeOver& taken);
  void save(OutputArchive& archive, HandOff& hand_off) const;

  LockState(MendingLock made, bool may_take_again) : lock(std::move(made)), again(may_take_again) { follow_forks(); }
  ~LockState() override { ignore_forks(); }
  void after_fork_in_child() noexcept override {
    holder = std::thread::id();
    depth = 0;
  }

  [[nodiscard]] bool held_by_this_thread() const {
    return holder.load() == std::this_thread::get_id() && lock.held_by_this_process();
  }
  bool acquire(const Timeout& timeout, const StopToken& stop);
  /// Throws the error of the kind of lock if this thread may not.
  void release();

  /// Frees it altogether; it must be held by this thread. Returns how often it was.
  std::size_t release_all();
  /// Takes it that often, waiting without limit. False if it is held now, but a holder has died meanwhile.
  [[nodiscard]] bool take_again(std::size_t times);

  /// As to_string(Lock) and to_string(RLock).
  [[nodiscard]] std::string described() const;

  MendingLock lock;
  const bool again;
  std::atomic<std::thread::id> holder{};  // set by who takes it, so that the holder's own reading of it is exact
  std::size_t depth = 0;                  // touched by the holder alone
};

}  // namespace multiprocessing::detail
