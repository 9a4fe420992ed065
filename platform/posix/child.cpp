// SPDX-License-Identifier: BSL-1.0
// Waiting for, reaping and ending one child.
#include "posix/child.hpp"

#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <thread>
#include <vector>

#include "platform/wait.hpp"
#include "posix/descriptor.hpp"
#include "posix/fork_state.hpp"

namespace multiprocessing::platform {
namespace {

using namespace std::chrono_literals;

struct abandoned_child {
  pid_t pid;
  pid_t maker;
};

std::vector<abandoned_child>& abandoned() {
  static auto* const table = new std::vector<abandoned_child>;
  return *table;
}

int decoded(int status) { return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status); }

pid_t try_reap(pid_t pid, int& status) {
  return retried([&] { return ::waitpid(pid, &status, WNOHANG); });
}

/// A program can begin with SIGCHLD ignored, because a shell or a service manager ignores it, and then the system
/// throws the exit codes of its children away (POSIX.1-2017, exec and waitpid). Whoever makes a child here wants them.
void keep_exit_codes() {
  struct sigaction now {};
  if (::sigaction(SIGCHLD, nullptr, &now) != 0) return;
  const bool ignored = (now.sa_flags & SA_SIGINFO) == 0 && now.sa_handler == SIG_IGN;
  if (!ignored && (now.sa_flags & SA_NOCLDWAIT) == 0) return;
  if (ignored) now.sa_handler = SIG_DFL;
  now.sa_flags &= ~SA_NOCLDWAIT;
  static_cast<void>(::sigaction(SIGCHLD, &now, nullptr));
}

}  // namespace

void reap_abandoned() {
  const std::lock_guard guard(table_lock());
  std::erase_if(abandoned(), [](const abandoned_child& each) {
    int status = 0;
    return each.maker != getpid() || try_reap(each.pid, status) != 0;
  });
}

child::child(std::unique_ptr<exit_watcher> watcher) : watcher_(std::move(watcher)), maker_(getpid()) {
  keep_exit_codes();
}

child::~child() {
  if (pid_ == 0 || maker_ != getpid() || status_ || lost_) return;
  int status = 0;
  if (try_reap(pid_, status) != 0) return;
  const std::lock_guard guard(table_lock());
  abandoned().push_back({pid_, maker_});
}

result<> child::begin(pid_t pid) {
  pid_ = pid;
  auto armed = watcher_->arm(pid);
  if (armed) return {};
  ::kill(pid, SIGKILL);
  int status = 0;
  retried([&] { return ::waitpid(pid, &status, 0); });
  lost_ = true;
  return armed.error();
}

result<std::optional<int>> child::reap_if_ended() {
  const std::lock_guard guard(mutex_);
  if (status_) return status_;
  if (maker_ != getpid()) return native_error("waitpid", ECHILD, "only the process that made a child may wait for it");
  int status = 0;
  // On that child alone: the children of others in this program are theirs to reap.
  const pid_t reaped = lost_ ? -1 : try_reap(pid_, status);
  if (reaped == pid_) {
    status_ = decoded(status);
  } else if (reaped < 0) {
    lost_ = true;  // from now on the number may name another process
    return native_error("waitpid", ECHILD, "somebody else has reaped the child, or SIGCHLD is ignored");
  }
  return status_;
}

result<std::optional<int>> child::wait(const deadline& until) {
  bool has_ended = false;
  std::chrono::nanoseconds pause = 100us;
  while (true) {
    auto status = reap_if_ended();
    if (!status || *status || passed(until)) return status;
    if (!has_ended) {
      const native_handle sentinel_handle = sentinel();
      const auto ready = wait_any({&sentinel_handle, 1}, until);
      if (!ready) return ready.error();
      has_ended = !ready->empty();
    } else if (!until) {
      // A pipe closes a little before its process can be reaped. Not reaped here: that goes on under the lock.
      siginfo_t info{};
      retried([&] { return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT); });
    } else {
      std::this_thread::sleep_for(std::min(pause, *time_left(until)));
      pause = std::min<std::chrono::nanoseconds>(pause * 2, 10ms);
    }
  }
}

result<> child::send(int signal) {
  const std::lock_guard guard(mutex_);
  if (status_ || lost_) return {};
  if (maker_ != getpid()) return native_error("kill", EPERM, "only the process that made a child may end it");
  if (::kill(pid_, signal) != 0 && errno != ESRCH) return native_error("kill", errno);
  return {};
}

result<> child::terminate() { return send(SIGTERM); }

result<> child::kill() { return send(SIGKILL); }

result<> child::interrupt() { return send(SIGINT); }

}  // namespace multiprocessing::platform
