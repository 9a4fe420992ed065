// SPDX-License-Identifier: BSL-1.0
// A word in shared memory that processes sleep on until somebody changes it.
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "hand_off.hpp"
#include "platform/wait_on_address.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {

/// On a line of the cache of its own.
struct alignas(64) DoorbellMemory {
  platform::wait_memory wait;
  std::atomic<std::uint32_t> sleeping;  // whether anybody may be asleep: spares the call that wakes nobody
};

/// Whoever is killed between the change and the wake-up leaves sleepers behind, so a wait has a deadline at which the
/// sleeper looks for itself.
class Doorbell {
 public:
  static Doorbell make(DoorbellMemory& memory) { return {memory, checked(platform::make_address_wait(memory.wait))}; }
  static Doorbell load(InputArchive& archive, DoorbellMemory& memory) {
    return {memory, checked(platform::attach_address_wait(load_wait_transfer(archive), memory.wait))};
  }
  void save(OutputArchive& archive, HandOff& hand_off) const {
    save_wait_transfer(archive, hand_off, waiting_->transfer());
  }

  [[nodiscard]] std::uint32_t word() const noexcept { return memory_->wait.word.load(); }
  /// Changes the word, for whoever is the only one who does. Lets sleepers sleep on if there is not `enough` for them.
  void set(std::uint32_t value, bool enough = true) {
    memory_->wait.word = value;
    if (enough) wake_sleepers();
  }
  /// Changes the word to something else.
  void ring() {
    ++memory_->wait.word;
    wake_sleepers();
  }
  /// Lets those who sleep look around, although the word is what it was.
  void wake() { waiting_->wake_all(); }
  /// Returns when the word differs from `seen`, when the deadline passes, or for no reason.
  void wait(std::uint32_t seen, const platform::deadline& until) {
    // Sleeping and being woken cost more than some looks, and what is waited for is often about to come.
    for (int look = 0; look < looks; ++look) {
      if (word() != seen) return;
      std::this_thread::yield();
    }
    memory_->sleeping = 1;
    checked(waiting_->wait(seen, until));
  }
  /// False if a wait is a series of short sleeps.
  [[nodiscard]] bool wakes_at_once() const { return waiting_->transfer().strategy != "polled"; }

 private:
  Doorbell(DoorbellMemory& memory, std::unique_ptr<platform::address_wait> waiting)
      : memory_(&memory), waiting_(std::move(waiting)) {}

  static constexpr int looks = 20;

  void wake_sleepers() {
    // A sleeper says that it sleeps before it looks at the word for the last time.
    if (memory_->sleeping != 0 && memory_->sleeping.exchange(0) != 0) waiting_->wake_all();
  }

  DoorbellMemory* memory_;
  std::unique_ptr<platform::address_wait> waiting_;
};

}  // namespace multiprocessing::detail
