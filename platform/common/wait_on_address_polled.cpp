// SPDX-License-Identifier: BSL-1.0
// Waiting on a word by looking at it again and again: for systems where processes cannot sleep on memory.
#include <algorithm>
#include <thread>

#include "common/probe.hpp"
#include "platform/wait_on_address.hpp"

namespace multiprocessing::platform {
namespace {

using namespace std::chrono_literals;

// The bound is what CPython's own timed semaphore wait without a system call uses: long enough to cost nothing, short
// enough not to be felt.
constexpr std::chrono::nanoseconds first_pause = 20us;
constexpr std::chrono::nanoseconds longest_pause = 20ms;
constexpr int looks_before_pausing = 50;

result<> wait(std::atomic<std::uint32_t>& word, std::uint32_t seen, const deadline& until) {
  for (int look = 0; look < looks_before_pausing; ++look) {
    if (word.load() != seen || passed(until)) return {};
    std::this_thread::yield();
  }
  for (std::chrono::nanoseconds pause = first_pause; word.load() == seen && !passed(until);
       pause = std::min(pause * 2, longest_pause)) {
    std::this_thread::sleep_for(std::min(pause, time_left(until).value_or(pause)));
  }
  return {};
}

void wake_all(std::atomic<std::uint32_t>&) {}

evidence probe() {
  if (!std::atomic<std::uint32_t>::is_always_lock_free)
    return seen_misbehaving("atomic<uint32_t>", "the word would need a lock of this process");
  return seen_working("sleep", "looks at least every 20 ms");
}

}  // namespace

extern const wait_on_address_strategy polled_wait_on_address;
const wait_on_address_strategy polled_wait_on_address{{"polled", probe}, wait, wake_all};

}  // namespace multiprocessing::platform
