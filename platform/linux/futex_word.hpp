// SPDX-License-Identifier: BSL-1.0
// Sleeping on a word by the futex call.
#pragma once

#include "linux/futex.hpp"
#include "platform/error.hpp"

namespace multiprocessing::platform {

/// A `Word` in the sense of common/semaphore_word.hpp.
struct futex_word {
  static constexpr std::string_view name = "futex";
  static constexpr std::chrono::nanoseconds slice = std::chrono::milliseconds(250);

  static result<> wait(std::atomic<std::uint32_t>& word, std::uint32_t seen, const deadline& until) {
    const int code = futex_wait(word, seen, slice_of(until, slice));
    if (code != 0 && code != EAGAIN && code != ETIMEDOUT && code != EINTR) return native_error("futex", code);
    return {};
  }
  static void wake_one(std::atomic<std::uint32_t>& word) noexcept { futex_wake(word, 1); }
  static void wake_all(std::atomic<std::uint32_t>& word) noexcept { futex_wake(word, INT_MAX); }
};

}  // namespace multiprocessing::platform
