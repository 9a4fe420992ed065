// SPDX-License-Identifier: BSL-1.0
// Units that are counted in shared memory, and a semaphore of the system to sleep on.
//
// A unit is taken and given by one compare-and-swap, so the bound is exact however many release at once, the value can
// be told on every system, and a process that is killed has a unit or has not. The system's semaphore carries wake-ups,
// no units: one that got lost with a killed waiter costs the others the rest of their glance.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "multiprocessing/stop_token.hpp"
#include "platform/semaphore.hpp"
#include "shared_block.hpp"

namespace multiprocessing::detail {

struct CountedUnitsMemory {
  std::atomic<std::uint32_t> free;
  std::atomic<std::uint32_t> waiters;  // a hint: a killed one is still counted
  platform::semaphore_memory wake;
};

class CountedUnits {
 public:
  static CountedUnits make(std::uint32_t initial, std::uint32_t maximum);
  static CountedUnits load(InputArchive& archive, TakeOver& taken);
  void save(OutputArchive& archive, HandOff& hand_off) const;

  /// False if the deadline passed first, or a stop was asked for.
  bool acquire(const platform::deadline& until, const StopToken& stop);
  /// False, and nothing changes, if there are as many as there may be.
  bool release();
  [[nodiscard]] std::uint32_t value() const { return memory_->free; }
  [[nodiscard]] std::uint32_t maximum() const noexcept { return maximum_; }

 private:
  CountedUnits(Shared<CountedUnitsMemory> memory, std::unique_ptr<platform::semaphore> wake, std::uint32_t maximum)
      : memory_(std::move(memory)), wake_(std::move(wake)), maximum_(maximum) {}
  bool take();
  void wake_one();

  Shared<CountedUnitsMemory> memory_;
  std::unique_ptr<platform::semaphore> wake_;
  std::uint32_t maximum_;
};

}  // namespace multiprocessing::detail
