// SPDX-License-Identifier: BSL-1.0
// Programs that are launched by posix_spawn: refused, started wrongly, or started with less than they were given.
#include "process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>
#include <cerrno>

#include "defect.hpp"

namespace broken {
namespace {

constinit real<int(pid_t*, const char*, const posix_spawn_file_actions_t*, const posix_spawnattr_t*, char* const*,
                   char* const*)>
    next_posix_spawn{"posix_spawn"};
constinit real<int(posix_spawn_file_actions_t*, int, int)> next_adddup2{"posix_spawn_file_actions_adddup2"};

constexpr int most_children_of_tired = 3;
constinit std::atomic<int> spawned{0};

/// The signals that the child shall begin with are what this process has for the moment.
class signals_of_child {
 public:
  signals_of_child(const posix_spawnattr_t* asked, bool block, bool ignore_terminate) : attributes_(*asked) {
    sigset_t wanted;
    if (block) {
      sigfillset(&wanted);
      posix_spawnattr_setsigmask(&attributes_, &wanted);
    }
    if (ignore_terminate) {
      posix_spawnattr_getsigdefault(asked, &wanted);
      sigdelset(&wanted, SIGTERM);
      posix_spawnattr_setsigdefault(&attributes_, &wanted);
      struct sigaction ignored {};
      ignored.sa_handler = SIG_IGN;
      sigaction(SIGTERM, &ignored, &before_);
      ignores_ = true;
    }
  }
  ~signals_of_child() {
    if (ignores_) sigaction(SIGTERM, &before_, nullptr);
  }
  signals_of_child(const signals_of_child&) = delete;
  signals_of_child& operator=(const signals_of_child&) = delete;

  [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
  struct sigaction before_ {};
  bool ignores_ = false;
};

/// What a system answers that starts a child first and finds out afterwards that there is no such program.
int spawn_nothing(pid_t* pid) {
  *pid = ::fork();
  if (*pid == 0) ::_exit(127);
  return *pid < 0 ? errno : 0;
}

}  // namespace

std::vector<char*> without_last(char* const* words) {
  std::vector<char*> kept;
  for (; *words != nullptr; ++words) kept.push_back(*words);
  if (kept.size() > 1) kept.pop_back();
  kept.push_back(nullptr);
  return kept;
}

std::vector<char*> loader_variables(char* const* variables) {
  std::vector<char*> kept;
  for (; *variables != nullptr; ++variables) {
    const std::string_view text(*variables);
    // Without these two a launched program would be whole again, and nothing shows then that it got no others.
    if (text.starts_with("LD_PRELOAD=") || text.starts_with("BROKEN_SYSTEM")) kept.push_back(*variables);
  }
  kept.push_back(nullptr);
  return kept;
}

away_from_home::away_from_home() : home_(::open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  [[maybe_unused]] const int gone = ::chdir("/");
}
away_from_home::~away_from_home() {
  [[maybe_unused]] const int back = ::fchdir(home_);
  ::close(home_);
}

}  // namespace broken

using namespace broken;

extern "C" int posix_spawn(pid_t* pid, const char* path, const posix_spawn_file_actions_t* actions,
                           const posix_spawnattr_t* attributes, char* const* arguments, char* const* environment) {
  const auto plainly = [&] { return next_posix_spawn(pid, path, actions, attributes, arguments, environment); };
  if (strikes("spawn-refused")) return EPERM;
  if (chosen("spawn-tells-missing-as-started") && ::access(path, X_OK) != 0) {
    struck();
    return spawn_nothing(pid);
  }
  if (chosen("spawn-tires") && ++spawned > most_children_of_tired) {
    struck();
    return EAGAIN;
  }
  if (strikes("spawn-loses-argument"))
    return next_posix_spawn(pid, path, actions, attributes, without_last(arguments).data(), environment);
  if (strikes("spawn-loses-environment"))
    return next_posix_spawn(pid, path, actions, attributes, arguments, loader_variables(environment).data());
  if (strikes("spawn-changes-directory")) {
    const away_from_home elsewhere;
    return plainly();
  }
  const bool block = strikes("spawn-blocks-signals");
  const bool ignore = !block && strikes("spawn-ignores-terminate");
  if (block || ignore) {
    const signals_of_child changed(attributes, block, ignore);
    return next_posix_spawn(pid, path, actions, changed.get(), arguments, environment);
  }
  const int code = plainly();
  if (code == 0) remember_child(*pid);
  return code;
}

extern "C" int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t* actions, int from, int to) {
  if (strikes("spawn-drops-descriptors")) return 0;
  return next_adddup2(actions, from, to);
}
