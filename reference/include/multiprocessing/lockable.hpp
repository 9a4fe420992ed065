// SPDX-License-Identifier: BSL-1.0
// The names by which the standard library locks things.
#pragma once

#include <chrono>

#include "multiprocessing/timeout.hpp"

namespace multiprocessing::detail {

/// A duration of any unit as a timeout, rounded up. Longer than nanoseconds can count is for ever.
template <class Rep, class Period>
[[nodiscard]] constexpr Timeout timeout_of(const std::chrono::duration<Rep, Period>& time) {
  constexpr std::chrono::duration<double> longest(9.2e9);  // 291 years; nanoseconds reach to 292
  if (!(time > time.zero())) return std::chrono::nanoseconds{0};
  if (std::chrono::duration<double>(time) >= longest) return std::nullopt;
  return std::chrono::ceil<std::chrono::nanoseconds>(time);
}

/// From now until a moment on any clock; a clock that is set meanwhile is not looked at again.
template <class Clock, class Duration>
[[nodiscard]] Timeout timeout_until(const std::chrono::time_point<Clock, Duration>& moment) {
  const auto now = Clock::now();
  // Not by subtracting first: a clock has points that lie further apart than it counts.
  return moment <= now ? Timeout(std::chrono::nanoseconds{0}) : timeout_of(moment - now);
}

/// A *TimedLockable* for std::scoped_lock and std::unique_lock, by the members acquire and release of `Lock`.
template <class Lock>
class TimedLockable {
 public:
  void lock() { (void)itself().acquire(); }
  [[nodiscard]] bool try_lock() { return itself().acquire(std::chrono::nanoseconds{0}); }
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& time) {
    return itself().acquire(timeout_of(time));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<Clock, Duration>& moment) {
    return itself().acquire(timeout_until(moment));
  }
  void unlock() { itself().release(); }

 private:
  Lock& itself() { return static_cast<Lock&>(*this); }
};

}  // namespace multiprocessing::detail
