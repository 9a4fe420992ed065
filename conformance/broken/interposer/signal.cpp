// SPDX-License-Identifier: BSL-1.0
// Signals that are lost, go elsewhere, or cannot be held off; and what is told of processes that may have died.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstring>

#include "defect.hpp"
#include "process.hpp"

namespace broken {
namespace {

constinit real<int(pid_t, int)> next_kill{"kill"};
constinit real<int(int, const struct sigaction*, struct sigaction*)> next_sigaction{"sigaction"};
constinit real<int(int, const sigset_t*, sigset_t*)> next_pthread_sigmask{"pthread_sigmask"};
constinit real<int(const char*, int, mode_t)> next_open{"open"};

constinit std::array<std::atomic<pid_t>, 64> children;

void kill_all_children() {
  for (const auto& each : children) {
    const pid_t child = each;
    siginfo_t info{};
    // Its number may be somebody else's by now, if it has been reaped.
    if (child != 0 && ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) == 0)
      next_kill(child, SIGKILL);
  }
}

bool is_zombie(pid_t child) {
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == child;
}

/// "/proc/1234/stat": what is said there of a process, its own entry apart.
bool tells_of_process(const char* path) {
  constexpr const char* folder = "/proc/";
  if (std::strncmp(path, folder, std::strlen(folder)) != 0) return false;
  const char first = path[std::strlen(folder)];
  return first >= '0' && first <= '9' && std::strstr(path, "/stat") != nullptr;
}

bool looks_dead() { return chosen("living-look-dead-later") || (launched() && chosen("processes-unseen-by-children")); }

bool hides_processes() { return chosen("dead-look-alive-later") || looks_dead(); }

}  // namespace

void remember_child(pid_t child) {
  for (auto& each : children) {
    pid_t empty = 0;
    if (each.compare_exchange_strong(empty, child)) return;
  }
}

}  // namespace broken

using namespace broken;

extern "C" int kill(pid_t whom, int signal) {
  if (signal == 0 && strikes("dead-look-alive-later")) return 0;
  if (signal == 0 && looks_dead()) {
    struck();
    return fail_with(ESRCH);
  }
  if (signal == SIGTERM && strikes("kill-loses-terminate")) return 0;
  if (signal == SIGKILL && strikes("kill-softens")) return next_kill(whom, SIGTERM);
  if (signal == SIGKILL && strikes("kill-hits-siblings")) kill_all_children();
  if (signal != 0 && chosen("kill-refuses-the-dead") && is_zombie(whom)) {
    struck();
    return fail_with(EPERM);
  }
  return next_kill(whom, signal);
}

extern "C" int open(const char* path, int flags, ...) {
  mode_t mode = 0;
  if ((flags & (O_CREAT | O_TMPFILE)) != 0) {
    va_list rest;
    va_start(rest, flags);
    mode = va_arg(rest, mode_t);
    va_end(rest);
  }
  if (hides_processes() && tells_of_process(path)) return fail_with(ENOENT);
  if (chosen("null-device-missing") && std::strcmp(path, "/dev/null") == 0) {
    struck();
    return fail_with(ENOENT);
  }
  return next_open(path, flags, mode);
}

extern "C" int sigaction(int number, const struct sigaction* wanted, struct sigaction* before) {
  if (number == SIGCHLD && wanted != nullptr && strikes("sigchld-never-comes"))
    return next_sigaction(number, nullptr, before);
  return next_sigaction(number, wanted, before);
}

extern "C" int pthread_sigmask(int how, const sigset_t* wanted, sigset_t* before) {
  if (wanted != nullptr && strikes("sigmask-without-effect")) return next_pthread_sigmask(how, nullptr, before);
  return next_pthread_sigmask(how, wanted, before);
}
