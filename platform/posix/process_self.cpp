// SPDX-License-Identifier: BSL-1.0
// This process: its number, its arguments, and its end.
#include <fcntl.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>

#include "platform/process.hpp"
#include "posix/descriptor.hpp"
#include "posix/named_objects.hpp"

namespace multiprocessing::platform {

process_id current_process_id() { return getpid(); }

std::vector<std::string> program_arguments(int count, char** values) { return {values + (count > 0), values + count}; }

result<> ignore_standard_input() {
  const int nothing = ::open("/dev/null", O_RDONLY);
  if (nothing < 0) return native_error("open(/dev/null)", errno);
  if (nothing != STDIN_FILENO) {
    const int placed = retried([&] { return ::dup2(nothing, STDIN_FILENO); });
    const int refusal = errno;
    ::close(nothing);
    if (placed < 0) return native_error("dup2", refusal);
  }
  // After the dup2: what was read ahead is let go of by a seek, which must not move the parent's place in the file. Where
  // a thread was reading when this process was forked, its lock stays here for ever with some libraries, and nobody
  // else reads then either.
  if (::ftrylockfile(stdin) == 0) {
    std::fflush(stdin);
    ::funlockfile(stdin);
  }
  return {};
}

// Those that every POSIX system has.
std::string signal_name(int number) {
  static constexpr std::array names{
      std::pair{SIGABRT, "SIGABRT"}, std::pair{SIGALRM, "SIGALRM"},     std::pair{SIGBUS, "SIGBUS"},
      std::pair{SIGCHLD, "SIGCHLD"}, std::pair{SIGCONT, "SIGCONT"},     std::pair{SIGFPE, "SIGFPE"},
      std::pair{SIGHUP, "SIGHUP"},   std::pair{SIGILL, "SIGILL"},       std::pair{SIGINT, "SIGINT"},
      std::pair{SIGKILL, "SIGKILL"}, std::pair{SIGPIPE, "SIGPIPE"},     std::pair{SIGPROF, "SIGPROF"},
      std::pair{SIGQUIT, "SIGQUIT"}, std::pair{SIGSEGV, "SIGSEGV"},     std::pair{SIGSTOP, "SIGSTOP"},
      std::pair{SIGSYS, "SIGSYS"},   std::pair{SIGTERM, "SIGTERM"},     std::pair{SIGTRAP, "SIGTRAP"},
      std::pair{SIGTSTP, "SIGTSTP"}, std::pair{SIGTTIN, "SIGTTIN"},     std::pair{SIGTTOU, "SIGTTOU"},
      std::pair{SIGURG, "SIGURG"},   std::pair{SIGUSR1, "SIGUSR1"},     std::pair{SIGUSR2, "SIGUSR2"},
      std::pair{SIGXCPU, "SIGXCPU"}, std::pair{SIGVTALRM, "SIGVTALRM"}, std::pair{SIGXFSZ, "SIGXFSZ"}};
  for (const auto& [each, name] : names) {
    if (each == number) return name;
  }
  return {};
}

void exit_process(int code) {
  unlink_own_names();
  ::_exit(code);
}

}  // namespace multiprocessing::platform
