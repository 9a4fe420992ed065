// SPDX-License-Identifier: BSL-1.0
// The owner-tracked lock: a word says who holds it, a semaphore wakes, and waiters look whether the holder lives.
//
// Who holds the lock is decided by compare-and-swap of the owner word and by nothing else, so a process that is killed
// between any two instructions leaves the word either free, or naming a dead process, or naming a living one. The first
// two are found by every waiter at the end of its slice at the latest; a wake-up that got lost costs no more than that.
#include <algorithm>

#include "common/probe.hpp"
#include "platform/lock.hpp"
#include "platform/process.hpp"

namespace multiprocessing::platform {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view strategy_name = "pid-liveness";
constexpr std::chrono::nanoseconds first_slice = 10ms;
constexpr std::chrono::nanoseconds longest_slice = 100ms;

/// Counts a waiter while it sleeps. The count is a hint: that of a killed waiter stays, which costs needless wake-ups.
class counted_waiter {
 public:
  explicit counted_waiter(std::atomic<std::uint32_t>& count) : count_(count) { ++count_; }
  ~counted_waiter() { --count_; }
  counted_waiter(const counted_waiter&) = delete;
  counted_waiter& operator=(const counted_waiter&) = delete;

 private:
  std::atomic<std::uint32_t>& count_;
};

bool take(std::atomic<std::uint64_t>& owner, std::uint64_t from) {
  return owner.compare_exchange_strong(from, current_process_stamp());
}

/// Takes the place of a holder that has died. Of several that try, one succeeds: the others see its stamp.
bool take_from_dead(std::atomic<std::uint64_t>& owner) {
  const std::uint64_t holder = owner.load();
  return holder != 0 && holder != current_process_stamp() && !process_alive(holder) && take(owner, holder);
}

class liveness_lock final : public lock {
 public:
  liveness_lock(lock_memory& memory, std::unique_ptr<semaphore> wake) : memory_(memory), wake_(std::move(wake)) {}

  result<lock_outcome> acquire(const deadline& until) override {
    std::atomic<std::uint64_t>& owner = memory_.owner;
    for (std::chrono::nanoseconds slice = first_slice;; slice = std::min(slice * 2, longest_slice)) {
      if (take(owner, 0)) return lock_outcome::acquired;
      if (passed(until)) return take_from_dead(owner) ? lock_outcome::owner_died : lock_outcome::timed_out;

      bool woken = true;
      {
        const counted_waiter counted(memory_.waiters);
        // The holder may have released before it could see the count.
        if (take(owner, 0)) return lock_outcome::acquired;
        const auto answer = wake_->acquire(slice_of(until, slice));
        if (!answer) return answer.error();
        woken = *answer;
      }
      if (woken) {
        slice = first_slice / 2;
      } else if (take_from_dead(owner)) {
        return lock_outcome::owner_died;
      }
    }
  }

  result<bool> release() override {
    std::uint64_t holder = memory_.owner.load();
    do {
      if (holder == 0) return false;
    } while (!memory_.owner.compare_exchange_weak(holder, 0));
    // The lock is free whatever becomes of the wake-up: false says that one is on its way already, and an error costs
    // the waiters the rest of their slice.
    if (memory_.waiters.load() > 0) static_cast<void>(wake_->release());
    return true;
  }

  std::uint64_t owner() const noexcept override { return memory_.owner.load(); }
  lock_transfer transfer() const override { return {std::string(strategy_name), wake_->transfer()}; }

 private:
  lock_memory& memory_;
  std::unique_ptr<semaphore> wake_;
};

result<std::unique_ptr<lock>> make(lock_memory& memory) {
  auto wake = make_semaphore(0, 1, memory.wake);
  if (!wake) return wake.error();
  return {std::make_unique<liveness_lock>(memory, *std::move(wake))};
}

result<std::unique_ptr<lock>> attach(const lock_transfer& from, lock_memory& memory) {
  auto wake = attach_semaphore(from.parts, memory.wake);
  if (!wake) return wake.error();
  return {std::make_unique<liveness_lock>(memory, *std::move(wake))};
}

evidence probe() {
  if (!std::atomic<std::uint64_t>::is_always_lock_free)
    return seen_misbehaving("atomic<uint64_t>", "the word would need a lock of this process");
  const std::uint64_t own = current_process_stamp();
  if (own == 0 || !process_alive(own)) return seen_misbehaving("process_alive", "this process does not look alive");
  return seen_working("compare-and-swap, process_alive");
}

}  // namespace

extern const lock_strategy pid_liveness_lock;
const lock_strategy pid_liveness_lock{{strategy_name, probe}, lock_releaser::anyone, make, attach};

}  // namespace multiprocessing::platform
