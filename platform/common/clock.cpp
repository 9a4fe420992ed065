// SPDX-License-Identifier: BSL-1.0
// Deadlines on the steady clock.
#include "platform/clock.hpp"

#include <algorithm>

namespace multiprocessing::platform {

deadline deadline_after(std::optional<std::chrono::nanoseconds> timeout) {
  if (!timeout) return std::nullopt;
  const auto now = steady_clock::now();
  if (*timeout <= std::chrono::nanoseconds::zero()) return now;
  if (*timeout > steady_clock::time_point::max() - now) return std::nullopt;
  return now + std::chrono::ceil<steady_clock::duration>(*timeout);
}

std::optional<std::chrono::nanoseconds> time_left(const deadline& until) {
  if (!until) return std::nullopt;
  const auto now = steady_clock::now();
  // Not by subtracting first: the clock has points that lie further apart than it counts.
  return *until <= now ? std::chrono::nanoseconds::zero() : std::chrono::nanoseconds(*until - now);
}

deadline slice_of(const deadline& until, std::chrono::nanoseconds slice) {
  const deadline end_of_slice = deadline_after(slice);
  if (!until) return end_of_slice;
  if (!end_of_slice) return until;
  return std::min(*until, *end_of_slice);
}

bool passed(const deadline& until) { return until && steady_clock::now() >= *until; }

}  // namespace multiprocessing::platform
