// SPDX-License-Identifier: BSL-1.0
// RLock: a lock that its holder may take again. Who in this process holds it, and how often, is known here alone.
#include "multiprocessing/rlock.hpp"

#include <atomic>
#include <thread>

#include "fork_aware.hpp"
#include "mending_lock.hpp"
#include "raise.hpp"

namespace multiprocessing {
namespace detail {

struct RLockState final : ForkAware {
  explicit RLockState(MendingLock made) : lock(std::move(made)) { follow_forks(); }
  ~RLockState() override { ignore_forks(); }
  void after_fork_in_child() noexcept override {
    holder = std::thread::id();
    depth = 0;
  }

  [[nodiscard]] bool held_by_this_thread() const {
    return holder.load() == std::this_thread::get_id() && lock.held_by_this_process();
  }

  void save(OutputArchive& archive, HandOff& hand_off) const { lock.save(archive, hand_off); }
  static std::shared_ptr<RLockState> load(InputArchive& archive, TakeOver& taken) {
    return std::make_shared<RLockState>(MendingLock::load(archive, taken));
  }

  MendingLock lock;
  std::atomic<std::thread::id> holder{};  // set and reset by the holder alone, so that its own reading of it is exact
  std::size_t depth = 0;                  // touched by the holder alone
};

}  // namespace detail

using detail::live;

RLock::RLock() {
  if (!detail::loading()) state_ = std::make_shared<detail::RLockState>(detail::MendingLock::make(platform::lock_releaser::holding_thread));
}

bool RLock::acquire(Timeout timeout) {
  auto& state = *live(state_, "RLock");
  if (!state.held_by_this_thread()) {
    if (!state.lock.acquire(timeout)) return false;
    state.holder = std::this_thread::get_id();
    state.depth = 0;
  }
  ++state.depth;
  return true;
}

void RLock::release() {
  auto& state = *live(state_, "RLock");
  if (!state.held_by_this_thread()) {
    throw AssertionError("the RLock is released by a thread that does not hold it");
  }
  if (--state.depth > 0) return;
  state.holder = std::thread::id();
  state.lock.release();
}

bool RLock::locked() const { return live(state_, "RLock")->lock.locked(); }
void RLock::recover() { live(state_, "RLock")->lock.recover(); }

void RLock::save(detail::OutputArchive& archive) const {
  detail::save_object(archive, "an RLock", live(state_, "RLock"));
}
void RLock::load(detail::InputArchive& archive) {
  state_ = detail::load_object<detail::RLockState>(archive, "an RLock");
}

}  // namespace multiprocessing
