// SPDX-License-Identifier: BSL-1.0
// Children that run a program, by fork and execve. Between the two only calls that POSIX lists as safe in signal
// handlers, and no allocation: another thread may have held any lock when this one forked.
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>

#include "common/fault.hpp"
#include "common/probe.hpp"
#include "posix/descriptor.hpp"
#include "posix/descriptor_pair.hpp"
#include "posix/fork_state.hpp"
#include "posix/launch_plan.hpp"

namespace multiprocessing::platform {
namespace {

enum class child_step { inherit, run };

/// What the child says of itself when it cannot become the program.
struct child_failure {
  child_step step;
  int code;
};

/// Keeps the handlers of this program from running in the child: for its short life until exec it has them too.
class signals_blocked {
 public:
  signals_blocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~signals_blocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  signals_blocked(const signals_blocked&) = delete;
  signals_blocked& operator=(const signals_blocked&) = delete;

 private:
  sigset_t before_{};
};

[[noreturn]] void fail(int error_pipe, child_step step, int code) {
  const child_failure said{step, code};
  retried([&] { return ::write(error_pipe, &said, sizeof said); });
  ::_exit(127);
}

[[noreturn]] void become_program(const launch_plan& plan, int error_pipe, int failing_step) {
  struct sigaction as_default {};
  as_default.sa_handler = SIG_DFL;
  // SIGKILL and SIGSTOP answer EINVAL; they are at their default anyway.
  for (int number = 1; number <= last_default_signal; ++number) ::sigaction(number, &as_default, nullptr);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);

  for (const int number : plan.inherited) {
    const int flags = ::fcntl(number, F_GETFD);
    if (flags < 0 || ::fcntl(number, F_SETFD, flags & ~FD_CLOEXEC) < 0) fail(error_pipe, child_step::inherit, errno);
  }
  for (const int number : plan.strangers) ::close(number);
  if (failing_step != 0) fail(error_pipe, child_step::run, failing_step);
  ::execve(plan.executable.c_str(), plan.arguments.data(), plan.environment.data());
  fail(error_pipe, child_step::run, errno);
}

result<pid_t> start(const launch_plan& plan) {
  auto error_pipe = descriptor_pipe();
  if (!error_pipe) return error_pipe.error();
  auto& [reader, writer] = *error_pipe;
  if (auto fault = fault_at("fork")) return *fault;
  const auto fault_in_child = fault_at("execve");  // asked here, where the hook counts

  pid_t pid = 0;
  {
    const signals_blocked across_fork;
    pid = ::fork();
    if (pid == 0)
      become_program(plan, descriptor(writer.native()), fault_in_child ? fault_in_child->code.value() : 0);
  }
  if (pid < 0) return native_error("fork", errno);

  writer.reset();
  child_failure said{};
  const ssize_t count = retried([&] { return ::read(descriptor(reader.native()), &said, sizeof said); });
  if (count != sizeof said) return pid;  // close-on-exec has closed it: the program runs, or a signal ended the child
  int status = 0;
  retried([&] { return ::waitpid(pid, &status, 0); });
  return native_error(said.step == child_step::run ? "execve" : "fcntl", said.code, plan.executable);
}

result<std::unique_ptr<child_process>> launch(const launch_request& request) { return launch_by(start, request); }

/// The error pipe is what this way stands on: a missing program must be told of, and leave no child.
evidence probe() {
  launch_plan plan;
  plan.executable = "/dev/null/no-program";
  plan.arguments = {nullptr};
  plan.environment = {nullptr};
  const creation_guard one_at_a_time;
  const auto started = start(plan);
  if (!started && started.error().operation == "execve") return seen_working("fork, execve", "tells of a missing program");
  if (!started) return seen_failing(started.error());
  int status = 0;
  retried([&] { return ::waitpid(*started, &status, 0); });
  return seen_misbehaving("fork, execve", "does not tell of a missing program");
}

}  // namespace

extern const launch_strategy fork_exec_launch;
const launch_strategy fork_exec_launch{{"fork-exec", probe}, launch};

}  // namespace multiprocessing::platform
