// SPDX-License-Identifier: BSL-1.0
// What a process knows of itself: who it is, who started it, whom it started.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "multiprocessing/authkey.hpp"
#include "multiprocessing/process.hpp"
#include "multiprocessing/start_method.hpp"
#include "platform/handle.hpp"

namespace multiprocessing::detail {

struct ThisProcess {
  /// Never destroyed.
  static ThisProcess& get();

  std::mutex mutex;                     // guards what follows; not held while anything is waited for
  std::vector<std::uint32_t> identity;  // 2, 1: the first child of the second child of the main process
  std::uint32_t children_named = 0;
  std::shared_ptr<ProcessState> self;
  std::shared_ptr<ProcessState> parent;                 // empty in the main process
  std::vector<std::shared_ptr<ProcessState>> children;  // started and not seen to end
  std::optional<StartMethod> start_method;
  bool prepared = false;   // freeze_support has been called, here or in the process that forked this one
  std::string executable;  // what is launched for children; empty for the program that runs

  [[nodiscard]] std::vector<std::shared_ptr<ProcessState>> started_children();
  void add_child(std::shared_ptr<ProcessState> child);
  void remove_child(const ProcessState& child);
};

[[nodiscard]] std::string name_of_this_process();

/// What children log, and whether stderr sees it.
struct LogState {
  std::int32_t level = 0;
  bool to_stderr = false;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(level, to_stderr);
  }
};
[[nodiscard]] LogState log_state();
void use_log_state(const LogState& state);

/// What a child is told of itself.
struct Birth {
  std::string name;
  std::string type;
  bool daemon = false;
  std::vector<std::uint32_t> identity;
  std::uint64_t parent_stamp = 0;
  std::string parent_name;
  AuthenticationKey authkey;
  LogState log;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(name, type, daemon, identity, parent_stamp, parent_name, authkey, log);
  }
};

/// In a child: becomes what it was born as. `lifeline` ends when the parent does.
void become(const Birth& birth, platform::handle lifeline);

/// Writes out what waits in the buffers of the standard streams; waits for nobody who reads.
void flush_standard_output();

/// On stderr: "Process NAME:", `when` if it says anything, and the exception that is being handled with all that is
/// nested in it.
void report_current_exception(const char* when);

/// Finishes the process, flushes the standard streams and ends it.
[[noreturn]] void end_process(int code);
/// In a child: runs the task, reports what it throws, and ends the process.
[[noreturn]] void run_as_child(const std::function<void()>& task);

/// The end of every process of the library: finalizers of priority 0 and above, what was put is sent, daemons are
/// ended, the other children are waited for, the other finalizers.
void finish_process();
/// Sees to it that the main process does so as well, when it ends normally.
void finish_process_at_exit();

}  // namespace multiprocessing::detail
