// SPDX-License-Identifier: BSL-1.0
// A lock that remembers that a holder died.
#include "mending_lock.hpp"

#include "platform/process.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds look_for_stop = 20ms;  // nothing but its release wakes who waits for a lock

}  // namespace

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

Taken MendingLock::take(const Timeout& timeout, const StopToken& stop) {
  const auto until = platform::deadline_after(timeout);
  auto outcome = platform::lock_outcome::timed_out;
  for (;;) {
    const bool stopped = stop.stop_requested();
    auto limit = until;
    if (stop.stop_possible()) limit = platform::slice_of(until, stopped ? 0ns : look_for_stop);
    outcome = checked(lock_->acquire(limit));
    if (outcome != platform::lock_outcome::timed_out) break;
    if (stopped || platform::passed(until)) return Taken::no;
  }
  // Whoever is killed between here and the release holds the lock, so that the next one learns of a death all the same.
  if (outcome == platform::lock_outcome::owner_died) memory_->abandoned = 1;
  return memory_->abandoned == 0 ? Taken::whole : Taken::abandoned;
}

bool MendingLock::acquire(const Timeout& timeout, const StopToken& stop) {
  const Taken taken = take(timeout, stop);
  if (taken == Taken::abandoned) {
    (void)checked(lock_->release());
    throw_owner_died();
  }
  return taken == Taken::whole;
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

void throw_owner_died() {
  throw OwnerDiedError("the process that held this lock has died; what the lock protects may be half changed");
}

}  // namespace multiprocessing::detail
