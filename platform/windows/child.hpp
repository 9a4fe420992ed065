// SPDX-License-Identifier: BSL-1.0
// A child process of this family.
#pragma once

#include "platform/process.hpp"

namespace multiprocessing::platform {

class child final : public child_process {
 public:
  /// Made before the process is, so that nothing can fail once it exists but arming.
  explicit child(std::unique_ptr<exit_watcher> watcher) : watcher_(std::move(watcher)) {}

  [[nodiscard]] exit_watcher& watcher() noexcept { return *watcher_; }
  /// Says which process it is. If that fails, the process is ended.
  result<> begin(process_id number, handle process);

  [[nodiscard]] process_id id() const noexcept override { return number_; }
  [[nodiscard]] native_handle sentinel() const noexcept override { return watcher_->sentinel(); }
  result<std::optional<int>> wait(const deadline& until) override;
  result<> terminate() override;
  result<> kill() override;
  result<> interrupt() override;

 private:
  result<> end_by(int signal);

  std::unique_ptr<exit_watcher> watcher_;
  handle process_;  // as long as it is open, the number means no other process
  process_id number_ = 0;
};

}  // namespace multiprocessing::platform
