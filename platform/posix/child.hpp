// SPDX-License-Identifier: BSL-1.0
// A child process of this family, and those that were let go of before they ended.
#pragma once

#include <sys/types.h>
#include <memory>
#include <mutex>
#include <optional>

#include "platform/process.hpp"

namespace multiprocessing::platform {

class child final : public child_process {
 public:
  /// Made before the process is, so that nothing can fail once it exists but arming.
  explicit child(std::unique_ptr<exit_watcher> watcher);
  ~child() override;
  child(const child&) = delete;
  child& operator=(const child&) = delete;

  [[nodiscard]] exit_watcher& watcher() noexcept { return *watcher_; }
  /// Says which process it is. If that fails, the process is ended and reaped.
  result<> begin(pid_t pid);
  /// In the forked child: the watcher, whose end of a pipe must stay open until this process ends.
  [[nodiscard]] std::unique_ptr<exit_watcher> release_watcher() noexcept { return std::move(watcher_); }

  [[nodiscard]] process_id id() const noexcept override { return pid_; }
  [[nodiscard]] native_handle sentinel() const noexcept override { return watcher_->sentinel(); }
  result<std::optional<int>> wait(const deadline& until) override;
  result<> terminate() override;
  result<> kill() override;
  result<> interrupt() override;

 private:
  result<std::optional<int>> reap_if_ended();
  result<> send(int signal);

  std::unique_ptr<exit_watcher> watcher_;
  const pid_t maker_;
  pid_t pid_ = 0;
  std::mutex mutex_;  // guards what follows, and that no signal goes to a number that has been reaped
  std::optional<int> status_;
  bool lost_ = false;  // somebody else has reaped it
};

/// Reaps children that ended after their objects had been destroyed. Called whenever a process is created.
void reap_abandoned();

}  // namespace multiprocessing::platform
