// SPDX-License-Identifier: BSL-1.0
// Children that run a program, by posix_spawn.
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
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~spawn_steps() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  spawn_steps(const spawn_steps&) = delete;
  spawn_steps& operator=(const spawn_steps&) = delete;

  /// There and back again by a number that is free for it: the second copy has no close-on-exec. A copy onto itself
  /// takes it away too, but not everywhere (POSIX.1-2024 and glibc 2.29 do, older ones leave it).
  result<> keep(int number, int spare) {
    int code = posix_spawn_file_actions_adddup2(&actions_, number, spare);
    if (code == 0) code = posix_spawn_file_actions_adddup2(&actions_, spare, number);
    if (code != 0) return native_error("posix_spawn_file_actions_adddup2", code);
    return {};
  }

  result<> close(int number) {
    const int code = posix_spawn_file_actions_addclose(&actions_, number);
    if (code != 0) return native_error("posix_spawn_file_actions_addclose", code);
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
  handle spare;  // holds its number in this process, so that no thread opens a file under it meanwhile
  if (!plan.inherited.empty()) {
    auto copy = duplicate(plan.inherited.front());
    if (!copy) return copy.error();
    spare = *std::move(copy);
    const int number = descriptor(spare.native());
    for (const int each : plan.inherited) {
      if (auto kept = steps.keep(each, number); !kept) return kept.error();
    }
    if (auto closed = steps.close(number); !closed) return closed.error();
  }
  for (const int each : plan.strangers) {
    if (auto closed = steps.close(each); !closed) return closed.error();
  }
  if (auto fault = fault_at("posix_spawn")) return *fault;
  pid_t pid = 0;
  const int code = steps.run(pid, plan.executable, plan.arguments.data(), plan.environment.data());
  if (code != 0) return native_error("posix_spawn", code, plan.executable);
  return pid;
}

result<std::unique_ptr<child_process>> launch(const launch_request& request) { return launch_by(start, request); }

/// Where the child of posix_spawn does not share this process's memory (QEMU's user mode), and in old C libraries
/// (FreeBSD before 10), nobody learns that the program could not be started.
evidence probe() {
  const auto name = random_name();
  if (!name) return seen_failing(name.error());
  std::string missing = "/" + *name;
  char* const arguments[] = {missing.data(), nullptr};
  char* const environment[] = {nullptr};
  pid_t pid = 0;
  const int code = spawn_steps().run(pid, missing, arguments, environment);
  if (code == ENOENT) return seen_working("posix_spawn", "says that a program is missing");
  if (code != 0) return seen_failing(native_error("posix_spawn", code));
  int status = 0;
  retried([&] { return ::waitpid(pid, &status, 0); });
  return seen_misbehaving("posix_spawn", "does not say that a program is missing");
}

}  // namespace

extern const launch_strategy posix_spawn_launch;
const launch_strategy posix_spawn_launch{{"posix-spawn", probe}, launch};

}  // namespace multiprocessing::platform
