// SPDX-License-Identifier: BSL-1.0
// Ends jobs whose time is long over, on a thread of its own: for the case that the event loop, which should have done
// so, stands still. A run under Wine 8.0 has been seen to stand still with two cases started and no deadline told.
#pragma once

#include <windows.h>

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace procport::runner {

class Watchdog {
 public:
  using Clock = std::chrono::steady_clock;

  /// `patience`: how long after the end of its job a program may stay guarded before this program is given up too.
  explicit Watchdog(std::chrono::milliseconds patience);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// Ends the job at this time, unless it has been forgotten. It must be forgotten before it is closed.
  void guard(HANDLE job, Clock::time_point until);
  void forget(HANDLE job);
  [[nodiscard]] bool has_ended(HANDLE job);

 private:
  struct Guarded {
    Clock::time_point until;
    bool ended = false;
  };
  void watch();

  const std::chrono::milliseconds patience_;
  std::mutex lock_;
  std::condition_variable change_;
  std::map<HANDLE, Guarded> guarded_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace procport::runner
