// SPDX-License-Identifier: BSL-1.0
// Pausing between looks at something that cannot wake anybody.
#pragma once

#include <algorithm>
#include <thread>

#include "platform/clock.hpp"

namespace multiprocessing::platform {

/// Looks are frequent at first and rare later. The bounds are those of CPython's timed semaphore wait where the system
/// has none (20 ms): long enough to cost nothing, short enough not to be felt.
class back_off {
 public:
  /// Pauses for a while, and not beyond `until`.
  void pause(const deadline& until) {
    if (looks_ < looks_before_pausing) {
      ++looks_;
      std::this_thread::yield();
      return;
    }
    std::this_thread::sleep_for(std::min(next_, time_left(until).value_or(next_)));
    next_ = std::min(next_ * 2, longest);
  }

 private:
  static constexpr int looks_before_pausing = 50;
  static constexpr std::chrono::nanoseconds first = std::chrono::microseconds(20);
  static constexpr std::chrono::nanoseconds longest = std::chrono::milliseconds(20);

  int looks_ = 0;
  std::chrono::nanoseconds next_ = first;
};

}  // namespace multiprocessing::platform
