// SPDX-License-Identifier: BSL-1.0
// Process stamps where nothing but the process number can be had: a reused number is mistaken for the old process, and
// a zombie that is not our child for a living one, until its parent reaps it.
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>

#include "platform/process.hpp"
#include "posix/descriptor.hpp"

namespace multiprocessing::platform {

std::uint64_t current_process_stamp() { return static_cast<std::uint64_t>(getpid()); }

process_id process_of(std::uint64_t stamp) { return static_cast<process_id>(stamp); }

bool process_alive(std::uint64_t stamp) {
  const auto pid = static_cast<pid_t>(process_of(stamp));
  if (pid <= 0) return false;
  if (pid == getpid()) return true;
  // Our own children tell whether they have ended, and may stay unreaped.
  siginfo_t info{};
  if (retried([&] { return ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT); }) == 0 &&
      info.si_pid == pid) {
    return false;
  }
  return ::kill(pid, 0) == 0 || errno != ESRCH;
}

}  // namespace multiprocessing::platform
