// SPDX-License-Identifier: BSL-1.0
// Never run on macOS; compiled and linked for it.
//
// Children that run a program, by posix_spawn with the flag of macOS that closes whatever is not handed over, whoever
// opened it and however (posix_spawnattr_setflags(3), POSIX_SPAWN_CLOEXEC_DEFAULT). Without it, descriptors that other
// threads have open for a moment would leak: the system has no pipe2, and close-on-exec is always set too late.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>

#include "common/fault.hpp"
#include "common/probe.hpp"
#include "platform/random.hpp"
#include "posix/descriptor.hpp"
#include "posix/launch_plan.hpp"

namespace multiprocessing::platform {
namespace {

/// What posix_spawn does in the child before the program starts.
class spawn_steps {
 public:
  spawn_steps() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigemptyset(&none);
    sigset_t common;
    sigemptyset(&common);
    for (int number = 1; number <= last_default_signal; ++number) {
      if (number != SIGKILL && number != SIGSTOP) sigaddset(&common, number);
    }
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &common);
    posix_spawnattr_setflags(&attributes_,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_CLOEXEC_DEFAULT);
  }
  ~spawn_steps() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  spawn_steps(const spawn_steps&) = delete;
  spawn_steps& operator=(const spawn_steps&) = delete;

  result<> keep(int number) {
    const int code = posix_spawn_file_actions_addinherit_np(&actions_, number);
    if (code != 0) return native_error("posix_spawn_file_actions_addinherit_np", code);
    return {};
  }

  /// The streams that every program has, as far as this one has them: naming one that is not open fails the launch.
  result<> keep_standard_streams() {
    for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
      const int flags = fcntl(number, F_GETFD);
      if (flags < 0 || (flags & FD_CLOEXEC) != 0) continue;
      if (auto kept = keep(number); !kept) return kept;
    }
    return {};
  }

  int run(pid_t& pid, const std::string& path, char* const* arguments, char* const* environment) {
    return posix_spawn(&pid, path.c_str(), &actions_, &attributes_, arguments, environment);
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

result<pid_t> start(const launch_plan& plan) {
  spawn_steps steps;
  if (auto kept = steps.keep_standard_streams(); !kept) return kept.error();
  for (const int each : plan.inherited) {
    if (auto kept = steps.keep(each); !kept) return kept.error();
  }
  if (auto fault = fault_at("posix_spawn")) return *fault;
  pid_t pid = 0;
  const int code = steps.run(pid, plan.executable, plan.arguments.data(), plan.environment.data());
  if (code != 0) return native_error("posix_spawn", code, plan.executable);
  return pid;
}

result<std::unique_ptr<child_process>> launch(const launch_request& request) { return launch_by(start, request); }

evidence probe() {
  const auto name = random_name();
  if (!name) return seen_failing(name.error());
  std::string missing = "/" + *name;
  char* const arguments[] = {missing.data(), nullptr};
  char* const environment[] = {nullptr};
  pid_t pid = 0;
  const int code = spawn_steps().run(pid, missing, arguments, environment);
  if (code == ENOENT) return seen_working("posix_spawn(POSIX_SPAWN_CLOEXEC_DEFAULT)", "says that a program is missing");
  if (code != 0) return seen_failing(native_error("posix_spawn", code));
  int status = 0;
  retried([&] { return ::waitpid(pid, &status, 0); });
  return seen_misbehaving("posix_spawn", "does not say that a program is missing");
}

}  // namespace

extern const launch_strategy posix_spawn_launch;
const launch_strategy posix_spawn_launch{{"posix-spawn", probe}, launch};

}  // namespace multiprocessing::platform
