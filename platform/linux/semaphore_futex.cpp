// SPDX-License-Identifier: BSL-1.0
// Semaphores as a word in shared memory that the kernel can put waiters to sleep on.
//
// A unit is taken and given by one compare-and-swap, so a process that is killed holds a unit or does not, and the
// value never goes beyond the maximum.
#include "common/probe.hpp"
#include "linux/futex.hpp"
#include "linux/futex_probe.hpp"
#include "platform/semaphore.hpp"

namespace multiprocessing::platform {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view strategy_name = "futex";
constexpr std::uint32_t largest = INT_MAX;

// A waiter that is killed when it has just been woken takes the wake-up with it, and the unit stays. Others find it at
// the end of their slice.
constexpr std::chrono::nanoseconds slice = 250ms;

class futex_semaphore_object final : public semaphore {
 public:
  futex_semaphore_object(semaphore_memory& shared, std::uint32_t maximum) : shared_(shared), maximum_(maximum) {}

  result<bool> acquire(const deadline& until) override {
    while (true) {
      if (take()) return true;
      if (passed(until)) return false;
      ++shared_.waiters;  // before the kernel looks at the value, so that whoever releases afterwards sees it
      const int code = futex_wait(shared_.value, 0, slice_of(until, slice));
      --shared_.waiters;
      if (code != 0 && code != EAGAIN && code != ETIMEDOUT && code != EINTR) return native_error("futex", code);
    }
  }

  result<bool> release() override {
    std::uint32_t free = shared_.value.load();
    do {
      if (free >= maximum_) return false;
    } while (!shared_.value.compare_exchange_weak(free, free + 1));
    if (shared_.waiters.load() > 0 && futex_wake(shared_.value, 1) < 0) return native_error("futex", errno);
    return true;
  }

  result<std::uint32_t> value() const override { return shared_.value.load(); }

  semaphore_transfer transfer() const override { return {std::string(strategy_name), {}, {}, maximum_}; }

 private:
  bool take() {
    std::uint32_t free = shared_.value.load();
    while (free > 0) {
      if (shared_.value.compare_exchange_weak(free, free - 1)) return true;
    }
    return false;
  }

  semaphore_memory& shared_;
  std::uint32_t maximum_;
};

result<std::unique_ptr<semaphore>> make(std::uint32_t initial, std::uint32_t maximum, semaphore_memory& shared) {
  shared.value = initial;
  return {std::make_unique<futex_semaphore_object>(shared, maximum)};
}

result<std::unique_ptr<semaphore>> attach(const semaphore_transfer& from, semaphore_memory& shared) {
  return {std::make_unique<futex_semaphore_object>(shared, from.maximum)};
}

}  // namespace

extern const semaphore_strategy futex_semaphore;
const semaphore_strategy futex_semaphore{{strategy_name, probe_futex}, largest, make, attach};

}  // namespace multiprocessing::platform
