// SPDX-License-Identifier: BSL-1.0
// A lock that remembers that a holder died.
#include "mending_lock.hpp"

#include "platform/process.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {

MendingLock MendingLock::make(platform::lock_releaser releaser) {
  auto memory = Shared<MendingLockMemory>::make();
  auto lock = checked(platform::make_lock(memory->lock, releaser));
  return {std::move(memory), std::move(lock)};
}

MendingLock MendingLock::load(InputArchive& archive, TakeOver& taken) {
  auto memory = Shared<MendingLockMemory>::load(archive, taken);
  auto lock = checked(platform::attach_lock(load_lock_transfer(archive), memory->lock));
  return {std::move(memory), std::move(lock)};
}

void MendingLock::save(OutputArchive& archive, HandOff& hand_off) const {
  memory_.save(archive, hand_off);
  save_lock_transfer(archive, hand_off, lock_->transfer());
}

bool MendingLock::acquire(const Timeout& timeout) {
  const auto outcome = checked(lock_->acquire(platform::deadline_after(timeout)));
  if (outcome == platform::lock_outcome::timed_out) return false;
  // Whoever is killed between here and the release holds the lock, so that the next one learns of a death all the same.
  if (outcome == platform::lock_outcome::owner_died) memory_->abandoned = 1;
  if (memory_->abandoned != 0) {
    (void)checked(lock_->release());
    throw OwnerDiedError("the process that held this lock has died; what the lock protects may be half changed");
  }
  return true;
}

bool MendingLock::release() { return checked(lock_->release()); }

bool MendingLock::locked() const { return lock_->owner() != 0 || memory_->abandoned != 0; }

bool MendingLock::held_by_this_process() const { return lock_->owner() == platform::current_process_stamp(); }

void MendingLock::recover() {
  const auto owner = lock_->owner();
  if (owner != 0 && !platform::process_alive(owner)) {
    // The death has not been noticed yet: take the lock from the dead and give it back.
    if (checked(lock_->acquire(platform::deadline_after(std::chrono::nanoseconds{0}))) !=
        platform::lock_outcome::timed_out) {
      memory_->abandoned = 0;
      (void)checked(lock_->release());
      return;
    }
  }
  memory_->abandoned = 0;
}

}  // namespace multiprocessing::detail
