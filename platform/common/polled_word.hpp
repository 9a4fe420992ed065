// SPDX-License-Identifier: BSL-1.0
// Waiting for a word by looking at it again and again: for systems where processes cannot sleep on memory.
#pragma once

#include <atomic>
#include <cstdint>

#include "common/back_off.hpp"
#include "common/probe.hpp"

namespace multiprocessing::platform {

/// A `Word` in the sense of common/semaphore_word.hpp. No wake-up can get lost, so it waits as long as it is asked to.
struct polled_word {
  static constexpr std::string_view name = "polled";

  static result<> wait(std::atomic<std::uint32_t>& word, std::uint32_t seen, const deadline& until) {
    for (back_off looks; word.load() == seen && !passed(until);) looks.pause(until);
    return {};
  }
  static void wake_one(std::atomic<std::uint32_t>&) noexcept {}
  static void wake_all(std::atomic<std::uint32_t>&) noexcept {}

  static evidence probe() {
    if (!std::atomic<std::uint32_t>::is_always_lock_free)
      return seen_misbehaving("atomic<uint32_t>", "the word would need a lock of this process");
    return seen_working("sleep", "looks at least every 20 ms");
  }
};

}  // namespace multiprocessing::platform
