// SPDX-License-Identifier: BSL-1.0
// Lock: mutual exclusion between processes.
#include "multiprocessing/lock.hpp"

#include "mending_lock.hpp"
#include "raise.hpp"

namespace multiprocessing {
namespace detail {

struct LockState {
  explicit LockState(MendingLock made) : lock(std::move(made)) {}
  void save(OutputArchive& archive, HandOff& hand_off) const { lock.save(archive, hand_off); }
  static std::shared_ptr<LockState> load(InputArchive& archive, TakeOver& taken) {
    return std::make_shared<LockState>(MendingLock::load(archive, taken));
  }

  MendingLock lock;
};

}  // namespace detail

using detail::live;

Lock::Lock() {
  if (!detail::loading()) state_ = std::make_shared<detail::LockState>(detail::MendingLock::make(platform::lock_releaser::anyone));
}

bool Lock::acquire(Timeout timeout) { return live(state_, "Lock")->lock.acquire(timeout); }

void Lock::release() {
  if (!live(state_, "Lock")->lock.release()) throw ValueError("the lock is released, but nobody holds it");
}

bool Lock::locked() const { return live(state_, "Lock")->lock.locked(); }
void Lock::recover() { live(state_, "Lock")->lock.recover(); }

void Lock::save(detail::OutputArchive& archive) const { detail::save_object(archive, "a Lock", live(state_, "Lock")); }
void Lock::load(detail::InputArchive& archive) { state_ = detail::load_object<detail::LockState>(archive, "a Lock"); }

}  // namespace multiprocessing
