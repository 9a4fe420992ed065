// SPDX-License-Identifier: BSL-1.0
// Times in the form that system calls take.
#pragma once

#include <algorithm>
#include <ctime>

#include "platform/clock.hpp"

namespace multiprocessing::platform {

inline timespec to_timespec(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  timespec converted{};
  converted.tv_sec = static_cast<time_t>(seconds.count());
  converted.tv_nsec = static_cast<long>((time - seconds).count());
  return converted;
}

/// A point on CLOCK_MONOTONIC, which is what steady_clock reads where a call takes that clock.
inline timespec on_steady_clock(const steady_clock::time_point& point) { return to_timespec(point.time_since_epoch()); }

/// The same moment on CLOCK_REALTIME, if nobody sets that clock until then: for calls that know no other, and short
/// waits.
inline timespec on_system_clock(const steady_clock::time_point& point) {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  const auto left = std::max(std::chrono::nanoseconds(point - steady_clock::now()), std::chrono::nanoseconds(0));
  return to_timespec(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec) + left);
}

}  // namespace multiprocessing::platform
