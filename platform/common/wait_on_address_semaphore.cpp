// SPDX-License-Identifier: BSL-1.0
// Waiting on a word by a semaphore: for systems where processes cannot sleep on memory, but on something.
//
// A waiter counts itself, and whoever wakes posts one unit for each that is counted. Count and units together are the
// waiters that are there: waking turns counts into units, and a waiter takes away one or the other when it leaves. A
// waiter that is killed leaves one too many. It is taken away as soon as somebody is woken while the word is still what
// it was: such a unit was meant for nobody, or for somebody else, who then sleeps to the end of a slice, no longer.
#include "common/semaphore_probe.hpp"
#include "platform/wait_on_address.hpp"

namespace multiprocessing::platform {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view strategy_name = "semaphore-backed";

/// Whoever is woken by nobody looks again after this.
constexpr std::chrono::nanoseconds slice = 50ms;

/// More waiters than this are woken by the end of their slices. Small, since a pipe of tokens is tried to be filled.
constexpr std::uint32_t most_woken = 1024;

class semaphore_wait final : public address_wait {
 public:
  semaphore_wait(wait_memory& memory, std::unique_ptr<semaphore> wake) : memory_(memory), wake_(std::move(wake)) {}

  result<> wait(std::uint32_t seen, const deadline& until) override {
    if (memory_.word.load() != seen || passed(until)) return {};
    ++memory_.waiters;
    // Whoever changed the word before it could see the count wakes nobody.
    result<bool> woken = false;
    if (memory_.word.load() == seen) woken = wake_->acquire(slice_of(until, slice));
    if (!woken || !*woken) {
      if (!uncount()) static_cast<void>(wake_->acquire(steady_clock::time_point::min()));
    } else if (memory_.word.load() == seen) {
      uncount();
    }
    if (!woken) return woken.error();
    return {};
  }

  void wake_all() override {
    for (std::uint32_t waiters = memory_.waiters.exchange(0); waiters > 0; --waiters) {
      const auto given = wake_->release();
      if (!given || !*given) return;
    }
  }

  wait_transfer transfer() const override { return {std::string(strategy_name), wake_->transfer()}; }

 private:
  /// False if somebody has turned the count into a unit.
  bool uncount() {
    std::uint32_t waiters = memory_.waiters.load();
    while (waiters > 0) {
      if (memory_.waiters.compare_exchange_weak(waiters, waiters - 1)) return true;
    }
    return false;
  }

  wait_memory& memory_;
  std::unique_ptr<semaphore> wake_;
};

result<std::unique_ptr<address_wait>> make(wait_memory& memory) {
  auto wake = make_semaphore(0, most_woken, memory.wake);
  if (!wake) return wake.error();
  return {std::make_unique<semaphore_wait>(memory, *std::move(wake))};
}

result<std::unique_ptr<address_wait>> attach(const wait_transfer& from, wait_memory& memory) {
  auto wake = attach_semaphore(from.wake, memory.wake);
  if (!wake) return wake.error();
  return {std::make_unique<semaphore_wait>(memory, *std::move(wake))};
}

/// Any semaphore will do, so what it asks for is one that can be made.
evidence probe() {
  wait_memory memory{};
  auto wake = make_semaphore(0, 1, memory.wake);
  if (!wake) return seen_failing(wake.error());
  const std::string by = (*wake)->transfer().strategy;
  return try_semaphore(std::move(wake), "a semaphore by " + by);
}

}  // namespace

extern const wait_on_address_strategy semaphore_backed_wait_on_address;
const wait_on_address_strategy semaphore_backed_wait_on_address{{strategy_name, probe}, make, attach};

}  // namespace multiprocessing::platform
