// SPDX-License-Identifier: BSL-1.0
// Children that run a program, by posix_spawn.
#include <dirent.h>
#include <spawn.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <string_view>

#include "common/peer.hpp"
#include "common/probe.hpp"
#include "platform/process.hpp"
#include "posix/child.hpp"
#include "posix/descriptor.hpp"
#include "posix/fork_state.hpp"
#include "posix/inherited.hpp"

extern char** environ;

namespace multiprocessing::platform {
namespace {

/// What posix_spawn does in the child before the program starts.
class spawn_plan {
 public:
  spawn_plan() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
  }
  ~spawn_plan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  spawn_plan(const spawn_plan&) = delete;
  spawn_plan& operator=(const spawn_plan&) = delete;

  /// A copy onto itself takes close-on-exec away, in the child alone (POSIX.1-2024; glibc since 2.29).
  result<> keep(native_handle native) {
    if (fcntl(descriptor(native), F_GETFD) < 0)
      return native_error("fcntl", errno, "inherited handle " + std::to_string(native));
    const int code = posix_spawn_file_actions_adddup2(&actions_, descriptor(native), descriptor(native));
    if (code != 0) return native_error("posix_spawn_file_actions_adddup2", code);
    return {};
  }

  void close(int number) { posix_spawn_file_actions_addclose(&actions_, number); }

  /// The thread that launches may block signals for its own reasons; the program must hear SIGTERM.
  void unblock_signals() {
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK);
  }

  int run(pid_t& pid, const std::string& path, char* const* arguments, char* const* environment) {
    return posix_spawn(&pid, path.c_str(), &actions_, &attributes_, arguments, environment);
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

/// Descriptors that others opened without close-on-exec. Everything of this layer has it. Where the system does not
/// list a process's descriptors there is nothing to do: trying every number is slow and closes what it should not.
void close_strangers(spawn_plan& plan, const std::vector<native_handle>& inherited) {
  DIR* const folder = opendir("/dev/fd");
  if (folder == nullptr) return;
  while (const dirent* entry = readdir(folder)) {
    const std::string_view name = entry->d_name;
    int number = -1;
    std::from_chars(name.data(), name.data() + name.size(), number);
    if (number <= 2 || number == dirfd(folder)) continue;
    if (std::ranges::find(inherited, number) != inherited.end()) continue;
    const int flags = fcntl(number, F_GETFD);
    if (flags >= 0 && (flags & FD_CLOEXEC) == 0) plan.close(number);
  }
  closedir(folder);
}

/// This environment, with the variables of a launch set anew.
class environment_copy {
 public:
  explicit environment_copy(std::string inherited) {
    std::vector<launch_variable> set = launch_variables();
    set.push_back({inherited_variable, std::move(inherited)});
    for (const launch_variable& each : set) {
      if (!each.value.empty()) own_.push_back(std::string(each.name) + "=" + each.value);
    }
    for (char** each = environ; each != nullptr && *each != nullptr; ++each) {
      const std::string_view text(*each);
      const std::string_view name = text.substr(0, text.find('='));
      if (std::ranges::find(set, name, &launch_variable::name) == set.end()) pointers_.push_back(*each);
    }
    for (std::string& each : own_) pointers_.push_back(each.data());
    pointers_.push_back(nullptr);
  }
  environment_copy(const environment_copy&) = delete;
  environment_copy& operator=(const environment_copy&) = delete;

  [[nodiscard]] char* const* pointers() const { return pointers_.data(); }

 private:
  std::vector<std::string> own_;
  std::vector<char*> pointers_;
};

std::vector<char*> argument_pointers(const launch_request& request) {
  std::vector<char*> pointers{const_cast<char*>(request.executable.c_str())};
  for (const std::string& argument : request.arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

result<std::unique_ptr<child_process>> launch(const launch_request& request) {
  // Some systems start a child first and find out afterwards that there is no such program (gnulib, posix_spawn).
  if (::access(request.executable.c_str(), X_OK) != 0) return native_error("access", errno, request.executable);

  const creation_guard one_at_a_time;
  reap_abandoned();
  auto watcher = make_exit_watcher();
  if (!watcher) return watcher.error();
  const native_handle exit_side = (*watcher)->child_side();
  auto made = std::make_unique<child>(*std::move(watcher));

  std::vector<native_handle> inherited = request.inherited;
  std::ranges::sort(inherited);
  inherited.erase(std::unique(inherited.begin(), inherited.end()), inherited.end());
  const environment_copy environment(describe_inherited(inherited, exit_side));
  if (exit_side != invalid_handle) inherited.push_back(exit_side);

  spawn_plan plan;
  plan.unblock_signals();
  for (const native_handle native : inherited) {
    if (auto kept = plan.keep(native); !kept) return kept.error();
  }
  close_strangers(plan, inherited);

  const std::vector<char*> arguments = argument_pointers(request);
  pid_t pid = 0;
  const int code = plan.run(pid, request.executable, arguments.data(), environment.pointers());
  if (code != 0) return native_error("posix_spawn", code, request.executable);
  if (auto begun = made->begin(pid); !begun) return begun.error();
  return std::unique_ptr<child_process>(std::move(made));
}

evidence probe() { return seen_working("posix_spawn"); }

}  // namespace

extern const launch_strategy posix_spawn_launch;
const launch_strategy posix_spawn_launch{{"posix-spawn", probe}, launch};

}  // namespace multiprocessing::platform
