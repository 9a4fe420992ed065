// SPDX-License-Identifier: BSL-1.0
// The ways in which a child comes to life.
#pragma once

#include "process_state.hpp"
#include "this_process.hpp"

namespace multiprocessing::detail {

struct Started {
  std::unique_ptr<platform::child_process> child;
  platform::handle lifeline;                // the child sees its end when this process ends
  std::vector<std::shared_ptr<void>> kept;  // objects that the child opens by name: they stay until it has ended
};

/// In the child it does not return.
Started start_by_fork(const std::shared_ptr<Task>& task, const Birth& birth);
/// Everything is serialized before anything is started, so that what cannot be sent leaves nothing behind.
Started start_by_spawn(const Task& task, const Birth& birth);
/// The same, by the server of this process, which is launched if none runs.
Started start_by_forkserver(const Task& task, const Birth& birth);

}  // namespace multiprocessing::detail
