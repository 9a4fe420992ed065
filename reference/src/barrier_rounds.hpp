// SPDX-License-Identifier: BSL-1.0
// The passes of a barrier: who has come in this one, and how the last one ended.
//
// A slot in shared memory says of each party whose it is and in which pass it has come; how many have come is counted
// from the slots and nowhere else. How a pass ends is decided by one store of the round word, for everybody at once.
// Both change under a lock that tells of dead holders; what is written under it is right after each single store, so
// nothing must be repaired. A waiter reads without the lock, and looks now and then whether the next one lives.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "multiprocessing/stop_token.hpp"
#include "platform/lock.hpp"
#include "platform/wait_on_address.hpp"
#include "shared_block.hpp"

namespace multiprocessing::detail {

struct BarrierSlot {
  std::atomic<std::uint64_t> owner;  // the stamp of the process; 0 if the slot is free
  std::atomic<std::uint64_t> state;  // the pass, and waiting, passed or failed; 0 if free
};

struct BarrierMemory {
  platform::lock_memory guard;
  platform::wait_memory changes;     // its word grows with each end of a pass
  std::atomic<std::uint64_t> round;  // the pass, whether the one before was passed, whether the barrier is broken
};

class BarrierRounds {
 public:
  static BarrierRounds make(std::uint32_t parties);
  static BarrierRounds load(InputArchive& archive, TakeOver& taken);
  void save(OutputArchive& archive, HandOff& hand_off) const;

  /// As Barrier::wait; `action` may be empty.
  std::size_t wait(const std::function<void()>& action, platform::deadline until, const StopToken& stop);
  void reset();
  void abort();
  [[nodiscard]] std::uint32_t parties() const noexcept { return parties_; }
  [[nodiscard]] std::size_t waiting();
  [[nodiscard]] bool broken();

 private:
  class Guard;
  class Seat;
  enum class Ending { open, passed, failed };

  BarrierRounds(SharedBlock block, std::uint32_t parties, std::unique_ptr<platform::lock> guard,
                std::unique_ptr<platform::address_wait> changes);
  [[nodiscard]] BarrierMemory& memory() const;
  [[nodiscard]] std::span<BarrierSlot> slots() const;
  [[nodiscard]] std::uint64_t pass() const;
  [[nodiscard]] Ending ending(const BarrierSlot& slot, std::uint64_t pass) const;
  void look_for_dead_neighbour(const BarrierSlot& slot, std::uint64_t pass);
  void wait_for_end(const Seat& seat, platform::deadline until, const StopToken& stop);
  void run_action(const Seat& seat, const std::function<void()>& action);

  // With the guard.
  [[nodiscard]] std::size_t come(std::uint64_t pass) const;
  [[nodiscard]] bool is_broken() const;
  BarrierSlot* claim(std::uint64_t pass);
  void end_pass(bool passed, bool broken);
  void fail(std::uint64_t pass);
  void fail_if_any_is_dead();

  SharedBlock block_;
  std::uint32_t parties_;
  std::unique_ptr<platform::lock> guard_;
  std::unique_ptr<platform::address_wait> changes_;
};

}  // namespace multiprocessing::detail
