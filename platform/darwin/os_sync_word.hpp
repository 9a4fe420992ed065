// SPDX-License-Identifier: BSL-1.0
// Never run on macOS; compiled and linked for it, with the calls declared here from Apple's documentation of 14.4.
//
// Sleeping on a word by os_sync_wait_on_address (macOS 14.4). Both sides must say that the memory is shared: a wake-up
// that says so does not find a sleeper that did not.
#pragma once

#include <atomic>
#include <cerrno>
#include <cstdint>

#include "darwin/system_call.hpp"
#include "platform/clock.hpp"
#include "platform/error.hpp"

namespace multiprocessing::platform {

/// A `Word` in the sense of common/semaphore_word.hpp.
struct os_sync_word {
  static constexpr std::string_view name = "os-sync";
  static constexpr std::string_view call = "os_sync_wait_on_address_with_timeout";
  static constexpr std::chrono::nanoseconds slice = std::chrono::milliseconds(250);

  static result<> wait(std::atomic<std::uint32_t>& word, std::uint32_t seen, const deadline& until) {
    const auto sleep = calls().wait;
    if (sleep == nullptr || calls().wake_any == nullptr || calls().wake_all == nullptr)
      return unsupported_error(call, "comes with macOS 14.4");
    // Zero would be EINVAL.
    const auto left = std::max<long long>(time_left(slice_of(until, slice))->count(), 1);
    const int answer = sleep(&word, seen, sizeof word, shared, mach_absolute_clock, static_cast<std::uint64_t>(left));
    // How many others wait as well, also where the word was different.
    if (answer >= 0 || errno == ETIMEDOUT || errno == EINTR || errno == EFAULT) return {};
    return native_error(call, errno);
  }
  static void wake_one(std::atomic<std::uint32_t>& word) noexcept {
    if (const auto wake = calls().wake_any) wake(&word, sizeof word, shared);
  }
  static void wake_all(std::atomic<std::uint32_t>& word) noexcept {
    if (const auto wake = calls().wake_all) wake(&word, sizeof word, shared);
  }

 private:
  using wait_call = int(void*, std::uint64_t value, std::size_t size, std::uint32_t flags, std::uint32_t clock,
                        std::uint64_t nanoseconds);
  using wake_call = int(void*, std::size_t size, std::uint32_t flags);
  static constexpr std::uint32_t shared = 1;                // OS_SYNC_WAIT_ON_ADDRESS_SHARED, OS_SYNC_WAKE_BY_ADDRESS_SHARED
  static constexpr std::uint32_t mach_absolute_clock = 32;  // OS_CLOCK_MACH_ABSOLUTE_TIME, <os/clock.h>

  struct call_table {
    wait_call* wait = find_call<wait_call>("os_sync_wait_on_address_with_timeout");
    wake_call* wake_any = find_call<wake_call>("os_sync_wake_by_address_any");
    wake_call* wake_all = find_call<wake_call>("os_sync_wake_by_address_all");
  };
  static const call_table& calls() {
    static const call_table found;
    return found;
  }
};

}  // namespace multiprocessing::platform
