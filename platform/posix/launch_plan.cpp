// SPDX-License-Identifier: BSL-1.0
// Preparing the launch of a program, and what comes after it.
#include "posix/launch_plan.hpp"

#include <dirent.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <span>
#include <string_view>

#include "common/fault.hpp"
#include "common/peer.hpp"
#include "posix/child.hpp"
#include "posix/descriptor.hpp"
#include "posix/fork_state.hpp"
#include "posix/inherited.hpp"
#include "posix/name_tree.hpp"

extern char** environ;

namespace multiprocessing::platform {
namespace {

/// Descriptors that others opened without close-on-exec. Everything of this layer has it. Where the system does not
/// list a process's descriptors there is nothing to do: trying every number is slow and closes what it should not.
std::vector<int> find_strangers(const std::vector<int>& inherited) {
  std::vector<int> strangers;
  DIR* folder = opendir("/dev/fd");
  if (folder == nullptr) folder = opendir("/proc/self/fd");  // a container may have no /dev/fd
  if (folder == nullptr) return strangers;
  while (const dirent* entry = readdir(folder)) {
    const std::string_view name = entry->d_name;
    int number = -1;
    std::from_chars(name.data(), name.data() + name.size(), number);
    if (number <= 2 || number == dirfd(folder) || std::ranges::binary_search(inherited, number)) continue;
    const int flags = fcntl(number, F_GETFD);
    if (flags >= 0 && (flags & FD_CLOEXEC) == 0) strangers.push_back(number);
  }
  closedir(folder);
  return strangers;
}

bool has_zero_byte(const std::string& text) { return text.find('\0') != std::string::npos; }

result<> check_request(const launch_request& request) {
  if (has_zero_byte(request.executable) || std::ranges::any_of(request.arguments, has_zero_byte))
    return native_error("execve", EILSEQ, "an argument ends at its first zero byte");
  // Some systems start a child first and find out afterwards that there is no such program (gnulib, posix_spawn).
  if (::access(request.executable.c_str(), X_OK) != 0) return native_error("access", errno, request.executable);
  for (const native_handle native : request.inherited) {
    if (fcntl(descriptor(native), F_GETFD) < 0)
      return native_error("fcntl", errno, "inherited handle " + std::to_string(native));
  }
  return {};
}

/// This environment without the variables that are set anew, and then those.
std::vector<char*> environment_with(const std::vector<launch_variable>& set, std::span<std::string> assignments) {
  std::vector<char*> pointers;
  for (char** each = environ; each != nullptr && *each != nullptr; ++each) {
    const std::string_view text(*each);
    if (std::ranges::find(set, text.substr(0, text.find('=')), &launch_variable::name) == set.end())
      pointers.push_back(*each);
  }
  for (std::string& each : assignments) pointers.push_back(each.data());
  pointers.push_back(nullptr);
  return pointers;
}

launch_plan make_plan(const launch_request& request, native_handle exit_side) {
  launch_plan plan;
  plan.executable = request.executable;
  plan.owned = request.arguments;
  plan.owned.insert(plan.owned.begin(), request.executable);

  std::vector<native_handle> inherited = request.inherited;
  std::ranges::sort(inherited);
  inherited.erase(std::unique(inherited.begin(), inherited.end()), inherited.end());
  const std::size_t argument_count = plan.owned.size();
  std::vector<launch_variable> variables = launch_variables();
  variables.push_back(tracker_variable());
  variables.push_back({inherited_variable, describe_inherited(inherited, exit_side)});
  for (const launch_variable& each : variables) {
    if (!each.value.empty()) plan.owned.push_back(std::string(each.name) + "=" + each.value);
  }
  const std::span<std::string> owned(plan.owned);
  for (std::string& each : owned.first(argument_count)) plan.arguments.push_back(each.data());
  plan.arguments.push_back(nullptr);
  plan.environment = environment_with(variables, owned.subspan(argument_count));

  for (const native_handle native : inherited) plan.inherited.push_back(descriptor(native));
  if (exit_side != invalid_handle) plan.inherited.push_back(descriptor(exit_side));
  std::ranges::sort(plan.inherited);
  plan.strangers = find_strangers(plan.inherited);
  return plan;
}

}  // namespace

result<std::unique_ptr<child_process>> launch_by(start_program start, const launch_request& request) {
  if (auto checked = check_request(request); !checked) return checked.error();

  const creation_guard one_at_a_time;
  reap_abandoned();
  auto watcher = make_exit_watcher();
  if (!watcher) return watcher.error();
  const native_handle exit_side = (*watcher)->child_side();
  auto made = std::make_unique<child>(*std::move(watcher));

  const launch_plan plan = make_plan(request, exit_side);
  const auto pid = start(plan);
  if (!pid) return pid.error();
  if (auto begun = made->begin(*pid); !begun) return begun.error();
  return std::unique_ptr<child_process>(std::move(made));
}

}  // namespace multiprocessing::platform
