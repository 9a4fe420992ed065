// SPDX-License-Identifier: BSL-1.0
// Waiting on a word by a semaphore: for systems where processes cannot sleep on memory, but on something.
//
// A waiter counts itself, and whoever wakes posts one unit for each that is counted. Count and units together are the
// waiters that are there: waking turns counts into units, and a waiter takes one or the other away when it leaves.
//
// Who gets a unit while the word is still what it was has come too late to be meant: it gives the unit back, for those
// who have waited for longer and are slower. A unit that nobody takes was meant for a waiter that was killed. Then it
// is kept, and the count that the dead one left goes with it, so that no more than one return is for no reason.
//
// Who finds the word changed and no unit cannot tell whether its own count is still there, or was turned into a unit
// that somebody else kept. It leaves the counts alone: one too many ends as a unit that nobody takes, which is mended as
// above, but one too few would cost another waiter its waking, and by the same mistake go on from one to the next.
#include "common/back_off.hpp"
#include "common/semaphore_probe.hpp"
#include "platform/wait_on_address.hpp"

namespace multiprocessing::platform {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view strategy_name = "semaphore-backed";

/// Whoever is woken by nobody looks again after this.
constexpr std::chrono::nanoseconds slice = 50ms;

/// After this many it takes a millisecond or so that nobody else wants the unit.
constexpr int most_given_back = 56;

/// More waiters than this are woken by the end of their slices. Small, since a pipe of tokens is tried to be filled.
constexpr std::uint32_t most_woken = 1024;

class semaphore_wait final : public address_wait {
 public:
  semaphore_wait(wait_memory& memory, std::unique_ptr<semaphore> wake) : memory_(memory), wake_(std::move(wake)) {}

  result<> wait(std::uint32_t seen, const deadline& until) override {
    if (memory_.word.load() != seen || passed(until)) return {};
    ++memory_.waiters;
    // Looks again first: whoever changed the word before it could see the count wakes nobody.
    result<bool> woken = false;
    const deadline limit = slice_of(until, slice);
    back_off courtesy;
    for (int given_back = 0; memory_.word.load() == seen; ++given_back) {
      woken = wake_->acquire(limit);
      if (!woken || !*woken || memory_.word.load() != seen || given_back == most_given_back) break;
      static_cast<void>(wake_->release());
      woken = false;
      courtesy.pause(limit);
    }
    leave(woken && *woken, seen);
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
  /// Takes the waiter's own unit or count away, as far as it can be known to be its own.
  void leave(bool with_unit, std::uint32_t seen) {
    if (memory_.word.load() != seen) {
      if (!with_unit) static_cast<void>(wake_->acquire(steady_clock::time_point::min()));
      return;
    }
    std::uint32_t waiters = memory_.waiters.load();
    while (waiters > 0) {
      if (memory_.waiters.compare_exchange_weak(waiters, waiters - 1)) return;
    }
    if (!with_unit) static_cast<void>(wake_->acquire(steady_clock::time_point::min()));
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
