// SPDX-License-Identifier: BSL-1.0
// Sleeping until a word in shared memory is no longer what it was.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>

#include "platform/clock.hpp"
#include "platform/strategy.hpp"

namespace multiprocessing::platform {

struct wait_on_address_strategy : strategy {
  /// Returns when `word` differs from `seen`, when the deadline passes, or for no reason: the caller looks again.
  result<> (*wait)(std::atomic<std::uint32_t>& word, std::uint32_t seen, const deadline& until);
  /// Wakes every process and thread that waits on `word`.
  void (*wake_all)(std::atomic<std::uint32_t>& word);
};

/// What this build has, in the order of preference of the target.
[[nodiscard]] std::span<const wait_on_address_strategy* const> wait_on_address_strategies();

/// The strategy that serves.
result<const wait_on_address_strategy*> wait_on_address();

}  // namespace multiprocessing::platform
