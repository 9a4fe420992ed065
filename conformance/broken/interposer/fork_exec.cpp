// SPDX-License-Identifier: BSL-1.0
// Processes that are forked, and programs that a process becomes.
#include <sys/syscall.h>
#include <unistd.h>
#include <cerrno>

#include "defect.hpp"
#include "process.hpp"

namespace broken {
namespace {

constinit real<pid_t()> next_fork{"fork"};
constinit real<int(const char*, char* const*, char* const*)> next_execve{"execve"};
constinit real<int(void (*)(), void (*)(), void (*)(), void*)> next_register_atfork{"__register_atfork"};

constexpr int most_children_of_tired = 3;
constinit std::atomic<int> forked{0};
constinit std::atomic<pid_t> pid_before_fork{0};

constexpr int highest_looked_at = 256;

void drop_streams() {
  for (int number = 3; number < highest_looked_at; ++number) {
    if (is_stream(number)) system_call(SYS_close, number);
  }
}

}  // namespace
}  // namespace broken

using namespace broken;

extern "C" pid_t fork() {
  if (chosen("fork-tires") && ++forked > most_children_of_tired) {
    struck();
    return fail_with(EAGAIN);
  }
  if (strikes("fork-keeps-pid")) pid_before_fork = static_cast<pid_t>(system_call(SYS_getpid));
  const pid_t child = next_fork();
  if (child == 0 && strikes("fork-drops-descriptors")) drop_streams();
  return child;
}

/// As in glibc before 2.25, which remembered the number, where a child was made past its back.
extern "C" pid_t getpid() {
  if (chosen("fork-keeps-pid") && pid_before_fork != 0) return pid_before_fork;
  return static_cast<pid_t>(system_call(SYS_getpid));
}

/// What pthread_atfork calls, which is linked into each program.
extern "C" int __register_atfork(void (*prepare)(), void (*parent)(), void (*child)(), void* owner) {
  // Not what goes with a lock that the forking thread takes: the parent would never be free of it, or never take it.
  if (prepare == nullptr && strikes("fork-forgets-handlers")) return 0;
  return next_register_atfork(prepare, parent, child, owner);
}

extern "C" int execve(const char* path, char* const* arguments, char* const* environment) {
  if (strikes("exec-loses-argument")) return next_execve(path, without_last(arguments).data(), environment);
  if (strikes("exec-loses-environment")) return next_execve(path, arguments, loader_variables(environment).data());
  if (strikes("exec-changes-directory")) {
    const away_from_home elsewhere;
    return next_execve(path, arguments, environment);
  }
  return next_execve(path, arguments, environment);
}
