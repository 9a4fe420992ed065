// SPDX-License-Identifier: BSL-1.0
// Children that begin as a copy of this process.
#include <unistd.h>
#include <cerrno>

#include "common/fault.hpp"
#include "platform/process.hpp"
#include "posix/child.hpp"
#include "posix/descriptor.hpp"
#include "posix/fork_state.hpp"
#include "posix/lock_flock_file.hpp"

namespace multiprocessing::platform {
namespace {

/// In a forked child, what tells its parent of its end. Never destroyed: the end of the process does it.
exit_watcher* own_end = nullptr;

/// The few steps of the child before anything else runs in it. The tables are whole and their lock is free, since fork
/// waited for them; nothing here waits for another thread, there is none.
void begin_as_child(child& copy, std::vector<native_handle> keep) {
  const native_handle own_side = copy.watcher().child_side();
  if (own_side != invalid_handle) keep.push_back(own_side);
  drop_kept_handles(keep);
  reopen_lock_files();
  // The end of the parent's own watcher, if it was forked too, was dropped just now.
  delete own_end;
  own_end = copy.release_watcher().release();
}

}  // namespace

result<fork_result> fork_process(const std::vector<native_handle>& keep) {
  const creation_guard one_at_a_time;
  reap_abandoned();
  auto watcher = make_exit_watcher();
  if (!watcher) return watcher.error();
  auto made = std::make_unique<child>(*std::move(watcher));

  if (auto fault = fault_at("fork")) return *fault;
  const pid_t pid = ::fork();
  if (pid < 0) return native_error("fork", errno);
  if (pid == 0) {
    begin_as_child(*made, keep);
    return fork_result{};
  }
  if (auto begun = made->begin(pid); !begun) return begun.error();
  return fork_result{std::move(made)};
}

result<> fork_supported() { return {}; }

}  // namespace multiprocessing::platform
