// SPDX-License-Identifier: BSL-1.0
// Seeing a child end by SIGCHLD: the handler wakes one thread, which asks after each watched child and marks the ends.
// The signal only makes it quick. A program may install a handler of its own later, or block or ignore the signal;
// then the thread looks by itself every few milliseconds.
#include <poll.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <vector>

#include "common/fault.hpp"
#include "common/probe.hpp"
#include "platform/child_exit.hpp"
#include "posix/descriptor.hpp"
#include "posix/descriptor_pair.hpp"
#include "posix/fork_state.hpp"

namespace multiprocessing::platform {
namespace {

constexpr int slice_with_handler = 1000;   // milliseconds; every thread of the program may block the signal
constexpr int slice_without_handler = 10;

struct watched_child {
  const void* watcher;
  pid_t pid;
  int writer;
};

/// All that one process needs. Never destroyed, since its thread goes on until the process ends; a forked child makes
/// one of its own. The table is guarded by table_lock(), so that fork finds it whole.
struct sigchld_watch {
  pid_t owner = 0;
  handle wake_reader;
  handle wake_writer;
  std::vector<watched_child> children;
};

sigchld_watch* current_watch = nullptr;

// What the handler reads. The number of the pipe alone: everything else is the thread's.
std::atomic<int> handler_pipe{-1};
std::atomic<pid_t> handler_owner{0};
struct sigaction program_action {};  // set before the handler is installed, which happens once in a family of forks
bool handler_installed = false;

void on_sigchld(int number, siginfo_t* info, void* context) {
  const int kept_errno = errno;
  if (handler_owner == ::getpid()) {
    const char mark = 0;
    // A full pipe wakes the thread as well.
    [[maybe_unused]] const ssize_t written = ::write(handler_pipe, &mark, 1);
  }
  errno = kept_errno;
  if ((program_action.sa_flags & SA_SIGINFO) != 0) {
    program_action.sa_sigaction(number, info, context);
  } else if (program_action.sa_handler != SIG_DFL && program_action.sa_handler != SIG_IGN) {
    program_action.sa_handler(number);
  }
}

bool has_own_handler() {
  struct sigaction now {};
  return ::sigaction(SIGCHLD, nullptr, &now) == 0 && (now.sa_flags & SA_SIGINFO) != 0 &&
         now.sa_sigaction == on_sigchld;
}

/// Goes before the program's handler, with its flags and its mask. Not where the program ignores the signal: its
/// children vanish by themselves, and with a handler they would stay as zombies that nobody reaps.
void install_handler() {
  if (handler_installed || ::sigaction(SIGCHLD, nullptr, &program_action) != 0) return;
  const bool has_handler = (program_action.sa_flags & SA_SIGINFO) != 0 || program_action.sa_handler != SIG_DFL;
  const bool ignores = (program_action.sa_flags & SA_SIGINFO) == 0 && program_action.sa_handler == SIG_IGN;
  if (ignores || (program_action.sa_flags & (SA_NOCLDWAIT | SA_RESETHAND)) != 0) return;
  struct sigaction own = program_action;
  own.sa_sigaction = on_sigchld;
  own.sa_flags |= SA_SIGINFO | (has_handler ? 0 : SA_RESTART | SA_NOCLDSTOP);
  if (!has_handler) sigemptyset(&own.sa_mask);
  handler_installed = ::sigaction(SIGCHLD, &own, nullptr) == 0;
}

/// True for a child that has ended, and for one that somebody has reaped. Nothing is reaped here.
bool has_ended(pid_t pid) {
  siginfo_t info{};
  const int answer =
      retried([&] { return ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT); });
  return answer != 0 || info.si_pid == pid;
}

/// Makes the sentinel readable for good: the byte is never taken out, so a copy of the writer elsewhere does no harm.
void mark_ended(const watched_child& ended) {
  const char mark = 0;
  retried([&] { return ::write(ended.writer, &mark, 1); });
}

void look(sigchld_watch& watch) {
  const std::lock_guard guard(table_lock());
  std::erase_if(watch.children, [](const watched_child& each) {
    if (!has_ended(each.pid)) return false;
    mark_ended(each);
    return true;
  });
}

bool has_children(sigchld_watch& watch) {
  const std::lock_guard guard(table_lock());
  return !watch.children.empty();
}

void* watch_children(void* argument) {
  auto& watch = *static_cast<sigchld_watch*>(argument);
  pollfd woken{descriptor(watch.wake_reader.native()), POLLIN, 0};
  while (true) {
    const int slice = !has_children(watch) ? -1 : has_own_handler() ? slice_with_handler : slice_without_handler;
    ::poll(&woken, 1, slice);
    std::array<char, 256> marks;
    while (::read(woken.fd, marks.data(), marks.size()) > 0) {
    }
    look(watch);
  }
}

result<> start_thread(sigchld_watch& watch) {
  if (auto fault = fault_at("pthread_create")) return *fault;
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);  // the program's handlers run in the program's threads
  pthread_t thread;
  const int code = pthread_create(&thread, nullptr, watch_children, &watch);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (code != 0) return native_error("pthread_create", code);
  pthread_detach(thread);
  return {};
}

result<std::unique_ptr<sigchld_watch>> make_watch() {
  auto ends = descriptor_pipe();
  if (!ends) return ends.error();
  for (const native_handle each : {ends->first.native(), ends->second.native()}) {
    if (auto fault = fault_at("fcntl")) return *fault;
    if (::fcntl(descriptor(each), F_SETFL, O_NONBLOCK) != 0) return native_error("fcntl", errno);
    keep_from_children(each);
  }
  auto made = std::make_unique<sigchld_watch>();
  made->owner = ::getpid();
  made->wake_reader = std::move(ends->first);
  made->wake_writer = std::move(ends->second);
  return made;
}

/// The watch of this process. Called under the lock around process creation, by which two threads do not make two.
result<sigchld_watch*> own_watch() {
  if (current_watch != nullptr && current_watch->owner == ::getpid()) return current_watch;
  auto made = make_watch();
  if (!made) return made.error();
  if (auto started = start_thread(**made); !started) return started.error();
  current_watch = made->release();
  handler_pipe = descriptor(current_watch->wake_writer.native());
  handler_owner = current_watch->owner;
  install_handler();
  return current_watch;
}

class sigchld_watcher final : public exit_watcher {
 public:
  sigchld_watcher(sigchld_watch& watch, std::pair<handle, handle> ends) : watch_(watch), ends_(std::move(ends)) {
    keep_from_children(ends_.first.native());
    keep_from_children(ends_.second.native());
  }
  ~sigchld_watcher() override {
    const std::lock_guard guard(table_lock());
    std::erase_if(watch_.children, [&](const watched_child& each) { return each.watcher == this; });
  }
  sigchld_watcher(const sigchld_watcher&) = delete;
  sigchld_watcher& operator=(const sigchld_watcher&) = delete;

  result<> arm(process_id child) override {
    const auto pid = static_cast<pid_t>(child);
    {
      const std::lock_guard guard(table_lock());
      // A number that comes again was reaped before the thread looked.
      std::erase_if(watch_.children, [&](const watched_child& each) {
        if (each.pid == pid) mark_ended(each);
        return each.pid == pid;
      });
      watch_.children.push_back({this, pid, descriptor(ends_.second.native())});
    }
    const char mark = 0;  // it may have ended already
    [[maybe_unused]] const ssize_t written = ::write(descriptor(watch_.wake_writer.native()), &mark, 1);
    return {};
  }
  [[nodiscard]] native_handle sentinel() const noexcept override { return ends_.first.native(); }

 private:
  sigchld_watch& watch_;
  std::pair<handle, handle> ends_;
};

result<std::unique_ptr<exit_watcher>> make() {
  const creation_guard one_at_a_time;
  auto watch = own_watch();
  if (!watch) return watch.error();
  auto ends = descriptor_pipe();
  if (!ends) return ends.error();
  return {std::make_unique<sigchld_watcher>(**watch, *std::move(ends))};
}

/// The signal is only half of it: what it stands on is that the system tells of a child's end without reaping it.
evidence probe() {
  struct sigaction now {};
  if (::sigaction(SIGCHLD, nullptr, &now) != 0) return seen_failing(native_error("sigaction", errno));
  siginfo_t info{};
  // No process is its own child. A system without WNOWAIT says EINVAL here.
  const int answer = ::waitid(P_PID, static_cast<id_t>(::getpid()), &info, WEXITED | WNOHANG | WNOWAIT);
  if (answer == 0) return seen_misbehaving("waitid(WNOWAIT)", "this process is not its own child");
  if (errno != ECHILD) return seen_failing(native_error("waitid(WNOWAIT)", errno));
  return seen_working("sigaction(SIGCHLD), waitid(WNOWAIT)");
}

}  // namespace

extern const child_exit_strategy sigchld_child_exit;
const child_exit_strategy sigchld_child_exit{{"sigchld", probe}, make};

}  // namespace multiprocessing::platform
