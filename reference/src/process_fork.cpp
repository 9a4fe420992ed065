// SPDX-License-Identifier: BSL-1.0
// Children by fork: they have everything that their parent has, and set right what only the parent can use.
#include <atomic>

#include "library_thread.hpp"
#include "managers/link.hpp"
#include "multiprocessing/log.hpp"
#include "platform/channel.hpp"
#include "process_start.hpp"
#include "raise.hpp"
#include "this_process.hpp"

namespace multiprocessing::detail {

namespace {

std::atomic<ForkWithThreads> with_threads{ForkWithThreads::warn};
std::atomic<bool> told{false};

/// What other threads hold locked stays locked in the child for ever; the library's own are set right there.
void look_for_other_threads() {
  const auto wanted = with_threads.load();
  if (wanted == ForkWithThreads::allow || (wanted == ForkWithThreads::warn && told)) return;
  const auto others = foreign_threads();
  if (!others || *others == 0) return;
  const std::string what =
      "a process with " + std::to_string(*others) +
      " other threads starts a child by fork: it has none of them, and what they hold locked stays locked in it for "
      "ever; spawn and forkserver are safe (see set_fork_with_threads)";
  if (wanted == ForkWithThreads::refuse) throw AssertionError(what);
  if (!told.exchange(true)) get_logger().warning(what);
}

}  // namespace

Started start_by_fork(const std::shared_ptr<Task>& task, const Birth& birth) {
  look_for_other_threads();
  flush_standard_output();  // or what is in the buffers would be written twice

  ForkedLinks links;  // of the child to the managers of this process
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
  links.in_child();
  become(birth, std::move(lifeline.reader));
  // As under spawn: a child that a context made goes on with the method of that context.
  ThisProcess::get().start_method = StartMethod::fork;
  run_as_child([&task] { task->run(); });
}

}  // namespace multiprocessing::detail

namespace multiprocessing {

void set_fork_with_threads(ForkWithThreads what) { detail::with_threads = what; }

}  // namespace multiprocessing
