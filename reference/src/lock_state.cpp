// SPDX-License-Identifier: BSL-1.0
// What the copies of a Lock or an RLock in one process share.
#include "lock_state.hpp"

#include "multiprocessing/errors.hpp"
#include "thread_name.hpp"

namespace multiprocessing::detail {

std::shared_ptr<LockState> LockState::make(bool again) {
  const auto releaser = again ? platform::lock_releaser::holding_thread : platform::lock_releaser::anyone;
  return std::make_shared<LockState>(MendingLock::make(releaser), again);
}

void LockState::save(OutputArchive& archive, HandOff& hand_off) const {
  archive(again);
  lock.save(archive, hand_off);
}

std::shared_ptr<LockState> LockState::load(InputArchive& archive, TakeOver& taken) {
  bool again = false;
  archive(again);
  return std::make_shared<LockState>(MendingLock::load(archive, taken), again);
}

bool LockState::acquire(const Timeout& timeout, const StopToken& stop) {
  if (again && held_by_this_thread()) {
    ++depth;
    return true;
  }
  if (!lock.acquire(timeout, stop)) return false;
  holder = std::this_thread::get_id();
  depth = 1;
  return true;
}

void LockState::release() {
  if (again) {
    if (!held_by_this_thread()) throw AssertionError("the RLock is released by a thread that does not hold it");
    if (--depth > 0) return;
    holder = std::thread::id();
    lock.release();
    return;
  }
  if (held_by_this_thread()) holder = std::thread::id();
  if (!lock.release()) throw ValueError("the lock is released, but nobody holds it");
}

std::size_t LockState::release_all() {
  const std::size_t times = depth;
  depth = 0;
  holder = std::thread::id();
  lock.release();
  return times;
}

bool LockState::take_again(std::size_t times) {
  const Taken taken = lock.take(std::nullopt);
  holder = std::this_thread::get_id();
  depth = times;
  return taken == Taken::whole;
}

std::string LockState::described() const {
  std::string name = "None";
  std::string times = "0";
  if (held_by_this_thread()) {
    name = name_of_this_thread();
    times = std::to_string(depth);
  } else if (lock.locked()) {
    name = lock.held_by_this_process() ? "SomeOtherThread" : "SomeOtherProcess";
    times = "nonzero";
  }
  return again ? "<RLock(" + name + ", " + times + ")>" : "<Lock(owner=" + name + ")>";
}

}  // namespace multiprocessing::detail
