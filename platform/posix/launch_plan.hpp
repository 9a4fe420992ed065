// SPDX-License-Identifier: BSL-1.0
// What every way to launch a program shares: everything that the child needs is prepared before it exists, since
// between fork and exec nothing may allocate.
#pragma once

#include <sys/types.h>
#include <csignal>
#include <string>
#include <vector>

#include "platform/process.hpp"

namespace multiprocessing::platform {

struct launch_plan {
  std::string executable;
  std::vector<std::string> owned;      // what the pointers below refer to, and the environment does not hold already
  std::vector<char*> arguments;        // ends with a null pointer
  std::vector<char*> environment;      // ends with a null pointer
  std::vector<int> inherited;          // all open, in order, each once
  std::vector<int> strangers;          // open without close-on-exec, and not to be inherited
};

/// Starts the program of the plan, with `inherited` open, `strangers` closed, no signal blocked and every signal at its
/// default. Called with the lock around process creation held. Leaves nothing behind when it fails.
using start_program = result<pid_t> (*)(const launch_plan& plan);

/// launch_process by way of `start`.
result<std::unique_ptr<child_process>> launch_by(start_program start, const launch_request& request);

/// The signals that a launched program begins with at their default: those that every system has. A handler of this
/// program means nothing there, and an ignored SIGCHLD would lose the exit codes of the program's own children.
inline constexpr int last_default_signal = 31;

}  // namespace multiprocessing::platform
