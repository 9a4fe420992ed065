// SPDX-License-Identifier: BSL-1.0
// Children by fork: they have everything that their parent has, and set right what only the parent can use.
#include <cstdio>
#include <iostream>

#include "platform/channel.hpp"
#include "process_start.hpp"
#include "raise.hpp"
#include "this_process.hpp"

namespace multiprocessing::detail {

Started start_by_fork(const std::shared_ptr<Task>& task, const Birth& birth) {
  // What is in the buffers of the streams would be written twice.
  std::cout.flush();
  std::fflush(nullptr);

  std::optional<ForkGuard> guard(std::in_place);
  auto lifeline = checked(platform::make_pipe());
  platform::keep_from_children(lifeline.writer.native());
  auto child = checked(platform::fork_process());
  if (child) {
    guard->in_parent();
    return {std::move(child), std::move(lifeline.writer), {}};
  }
  lifeline.writer.reset();
  guard->in_child();
  guard.reset();
  become(birth, std::move(lifeline.reader));
  // As under spawn: a child that a context made goes on with the method of that context.
  ThisProcess::get().start_method = StartMethod::fork;
  run_as_child([&task] { task->run(); });
}

}  // namespace multiprocessing::detail
