// SPDX-License-Identifier: BSL-1.0
// Child processes: made by fork or by launching an image, seen to end, and ended.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "platform/child_exit.hpp"
#include "platform/clock.hpp"

namespace multiprocessing::platform {

/// A child of this process. Only the process that made it may use it; safe from several threads.
class child_process {
 public:
  virtual ~child_process() = default;  // lets go of the handles; a child that still runs goes on
  [[nodiscard]] virtual process_id id() const noexcept = 0;
  [[nodiscard]] virtual native_handle sentinel() const noexcept = 0;
  /// Waits for the end and reaps. The exit code, minus the number of the signal that ended it, or nothing if the
  /// deadline passed. Once it has ended, the answer is remembered. Fails if somebody else has reaped it.
  virtual result<std::optional<int>> wait(const deadline& until) = 0;
  /// Asks it to end (SIGTERM); does nothing to one that has ended.
  virtual result<> terminate() = 0;
  /// Ends it (SIGKILL); does nothing to one that has ended.
  virtual result<> kill() = 0;
  /// Sends it what the keyboard sends (SIGINT); does nothing to one that has ended.
  virtual result<> interrupt() = 0;
};

/// Empty in the child.
using fork_result = std::unique_ptr<child_process>;

/// Duplicates this process, with the calling thread alone. In the child, handles that keep_from_children() named are
/// closed already, except those in `keep`, and the result is an empty pointer.
result<fork_result> fork_process(const std::vector<native_handle>& keep = {});
/// Whether fork_process can work at all, and if not, why.
result<> fork_supported();
/// Whether fork is fit to be the default: not where libraries of the system break in a forked child.
[[nodiscard]] bool fork_trusted();

struct launch_request {
  std::string executable;
  std::vector<std::string> arguments;    // without the executable's own name
  std::vector<native_handle> inherited;  // nothing else is; the numbers stay the same
};

struct launch_strategy : strategy {
  result<std::unique_ptr<child_process>> (*launch)(const launch_request& request);
};

/// What this build has, in the order of preference of the target.
[[nodiscard]] std::span<const launch_strategy* const> launch_strategies();

/// Starts a program by the strategy that serves. Fails, with nothing left behind, if the image cannot be started, and
/// with illegal_byte_sequence if the system cannot pass an argument as it is.
result<std::unique_ptr<child_process>> launch_process(const launch_request& request);
result<> launch_supported();

[[nodiscard]] process_id current_process_id();
/// The arguments of this process without the program's own name, in UTF-8 where the system keeps them as text
/// (Windows), and byte by byte elsewhere. `count` and `values` are those of main.
[[nodiscard]] std::vector<std::string> program_arguments(int count, char** values);
/// The file that this process runs, for launching it once more. UTF-8 where the system keeps names as text.
result<std::string> executable_path();
/// Makes standard input empty from now on, whatever it was and whatever had been read from it ahead.
result<> ignore_standard_input();
/// "SIGTERM" for the number of that signal; empty for a number that stands for none.
[[nodiscard]] std::string signal_name(int number);
/// Ends this process at once: no destructors, no exit handlers. Streams are flushed before by the caller.
[[noreturn]] void exit_process(int code);

/// Names a process for good: its id together with when it started, so that a reused id is not mistaken. Never 0.
[[nodiscard]] std::uint64_t current_process_stamp();
/// False once the process with that stamp has ended (a zombie has), true while it runs or when it cannot be told.
[[nodiscard]] bool process_alive(std::uint64_t stamp);
[[nodiscard]] process_id process_of(std::uint64_t stamp);

}  // namespace multiprocessing::platform
