// SPDX-License-Identifier: BSL-1.0
// The second deadline of each program.
#include "contain_watchdog_windows.hpp"

#include <algorithm>
#include <cstdio>

#include "model.hpp"

namespace procport::runner {

Watchdog::Watchdog(std::chrono::milliseconds patience) : patience_(patience), thread_([this] { watch(); }) {}

Watchdog::~Watchdog() {
  {
    const std::scoped_lock guard(lock_);
    over_ = true;
  }
  change_.notify_all();
  thread_.join();
}

void Watchdog::guard(HANDLE job, Clock::time_point until) {
  const std::scoped_lock held(lock_);
  guarded_[job] = {until};
  change_.notify_all();
}

void Watchdog::forget(HANDLE job) {
  const std::scoped_lock held(lock_);
  guarded_.erase(job);
}

bool Watchdog::has_ended(HANDLE job) {
  const std::scoped_lock held(lock_);
  const auto found = guarded_.find(job);
  return found != guarded_.end() && found->second.ended;
}

void Watchdog::watch() {
  std::unique_lock held(lock_);
  while (!over_) {
    // Short enough that a clock which is set back delays nothing: conditions wait on the system's clock in MinGW.
    auto next = Clock::now() + std::chrono::seconds(1);
    for (auto& [job, entry] : guarded_) {
      if (Clock::now() >= entry.until) {
        if (entry.ended) {
          // What is done is in the stream, on the disk; without an end it reads as incomplete.
          std::fputs("procport: the run stands still, though the programs that it waits for have been ended\n", stderr);
          std::fflush(stderr);
          TerminateProcess(GetCurrentProcess(), exit_code::unreadable);
        }
        TerminateJobObject(job, 1);
        entry = {Clock::now() + patience_, true};
      }
      next = std::min(next, entry.until);
    }
    change_.wait_until(held, next);
  }
}

}  // namespace procport::runner
