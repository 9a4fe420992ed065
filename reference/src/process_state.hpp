// SPDX-License-Identifier: BSL-1.0
// What all copies of a Process share: a child of this process, this process itself, or its parent.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "fork_aware.hpp"
#include "multiprocessing/authkey.hpp"
#include "multiprocessing/process.hpp"
#include "platform/process.hpp"

namespace multiprocessing::detail {

struct ProcessState final : ForkAware {
  enum class Role { child, self, parent };
  enum class Phase { initial, starting, started, closed };

  explicit ProcessState(Role its_role) : role(its_role), creator(platform::current_process_stamp()) { follow_forks(); }
  ~ProcessState() override { ignore_forks(); }

  /// The child belongs to the parent of this process: its handles mean nothing here.
  void after_fork_in_child() noexcept override {
    abandon(mutex);
    abandon(child);
    lifeline.reset();
  }

  /// ValueError if closed.
  void require_open() const {
    if (phase == Phase::closed) throw ValueError("process object is closed");
  }
  /// AssertionError unless this process made it, as a child.
  void require_creator(const char* what) const {
    if (role != Role::child || creator != platform::current_process_stamp()) {
      throw AssertionError(std::string("can only ") + what + " a child process");
    }
  }

  /// Waits until the child has ended, at most until the deadline; notes how. Nothing if it runs.
  std::optional<int> wait(const platform::deadline& until);

  const Role role;
  const std::uint64_t creator;
  mutable std::mutex mutex;  // guards what follows
  Phase phase = Phase::initial;
  std::string name;
  std::string type = "Process";
  bool daemon = false;
  std::vector<std::uint32_t> identity;
  std::optional<StartMethod> method;
  std::optional<AuthenticationKey> authkey;
  std::shared_ptr<Task> task;
  std::shared_ptr<platform::child_process> child;
  std::optional<std::int64_t> pid;
  std::optional<int> exitcode;
  std::vector<std::shared_ptr<void>> kept;  // what the child was given by name, until it has ended
  platform::handle
      lifeline;  // of a child: the end to keep open as long as this process lives. Of the parent: its sentinel
  std::uint64_t stamp = 0;                 // of the parent
  std::optional<std::int64_t> parent_pid;  // of the process that started it
};

}  // namespace multiprocessing::detail
