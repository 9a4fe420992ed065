// SPDX-License-Identifier: BSL-1.0
// Units that are counted in shared memory, and a semaphore of the system to sleep on.
#include "counted_units.hpp"

#include "on_stop.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

using namespace std::chrono_literals;

constexpr auto glance = 100ms;           // how often a waiter looks for units that nobody has told it of
constexpr std::uint32_t most_woken = 1;  // of several units whoever is woken tells the next one

class CountedWaiter {
 public:
  explicit CountedWaiter(std::atomic<std::uint32_t>& count) : count_(count) { ++count_; }
  ~CountedWaiter() { --count_; }
  CountedWaiter(const CountedWaiter&) = delete;
  CountedWaiter& operator=(const CountedWaiter&) = delete;

 private:
  std::atomic<std::uint32_t>& count_;
};

}  // namespace

CountedUnits CountedUnits::make(std::uint32_t initial, std::uint32_t maximum) {
  auto memory = Shared<CountedUnitsMemory>::make();
  memory->free = initial;
  auto wake = checked(platform::make_semaphore(0, most_woken, memory->wake));
  return {std::move(memory), std::move(wake), maximum};
}

CountedUnits CountedUnits::load(InputArchive& archive, TakeOver& taken) {
  auto memory = Shared<CountedUnitsMemory>::load(archive, taken);
  auto wake = checked(platform::attach_semaphore(load_transfer(archive), memory->wake));
  std::uint32_t maximum = 0;
  archive(maximum);
  return {std::move(memory), std::move(wake), maximum};
}

void CountedUnits::save(OutputArchive& archive, HandOff& hand_off) const {
  memory_.save(archive, hand_off);
  save_transfer(archive, hand_off, wake_->transfer());
  archive(maximum_);
}

bool CountedUnits::take() {
  auto free = memory_->free.load();
  while (free > 0) {
    if (memory_->free.compare_exchange_weak(free, free - 1)) return true;
  }
  return false;
}

void CountedUnits::wake_one() {
  // False says that a wake-up is on its way already; an error costs the waiters the rest of their glance.
  if (memory_->waiters > 0) static_cast<void>(wake_->release());
}

bool CountedUnits::acquire(const platform::deadline& until, const StopToken& stop) {
  if (take()) return true;
  const OnStop waking(stop, [this] { static_cast<void>(wake_->release()); });
  while (!stop.stop_requested() && !platform::passed(until)) {
    bool woken = false;
    {
      const CountedWaiter counted(memory_->waiters);
      // Whoever released before it could see the count wakes nobody.
      if (take()) return true;
      woken = checked(wake_->acquire(platform::slice_of(until, glance)));
    }
    const bool taken = take();
    if (woken && memory_->free > 0) wake_one();
    if (taken) return true;
  }
  return false;
}

bool CountedUnits::release() {
  auto free = memory_->free.load();
  do {
    if (free >= maximum_) return false;
  } while (!memory_->free.compare_exchange_weak(free, free + 1));
  wake_one();
  return true;
}

}  // namespace multiprocessing::detail
