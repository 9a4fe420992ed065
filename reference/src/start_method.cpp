// SPDX-License-Identifier: BSL-1.0
// Which start methods work here, and which one is the default.
#include "multiprocessing/start_method.hpp"

#include "multiprocessing/context.hpp"
#include "platform/process.hpp"
#include "this_process.hpp"

namespace multiprocessing {
namespace {

platform::result<> supported(StartMethod method) {
  return method == StartMethod::fork ? platform::fork_supported() : platform::launch_supported();
}

void require_supported(StartMethod method) {
  const auto works = supported(method);
  if (!works) {
    throw ValueError("the start method " + std::string(to_string(method)) +
                     " does not work here: " + works.error().message());
  }
}

StartMethod default_method() {
  const auto forks = supported(StartMethod::fork);
  if (forks) return StartMethod::fork;
  const auto spawns = supported(StartMethod::spawn);
  if (spawns) return StartMethod::spawn;
  throw UnsupportedError("no process can be started here: " + forks.error().message() + "; " +
                         spawns.error().message());
}

}  // namespace

std::string_view to_string(StartMethod method) noexcept { return method == StartMethod::fork ? "fork" : "spawn"; }

StartMethod start_method_from(std::string_view name) {
  if (name == "fork") return StartMethod::fork;
  if (name == "spawn") return StartMethod::spawn;
  throw ValueError("there is no start method '" + std::string(name) + "': fork and spawn are the ones known");
}

std::vector<StartMethod> get_all_start_methods() {
  std::vector<StartMethod> methods;
  for (const auto method : {StartMethod::fork, StartMethod::spawn}) {
    if (supported(method)) methods.push_back(method);
  }
  return methods;
}

void set_start_method(StartMethod method, bool force) {
  require_supported(method);
  auto& process = detail::ThisProcess::get();
  const std::lock_guard guard(process.mutex);
  if (process.start_method && !force) throw AssertionError("the start method of this process has been fixed already");
  process.start_method = method;
}

StartMethod get_start_method() {
  auto& process = detail::ThisProcess::get();
  const std::lock_guard guard(process.mutex);
  if (!process.start_method) process.start_method = default_method();
  return *process.start_method;
}

std::optional<StartMethod> fixed_start_method() noexcept {
  auto& process = detail::ThisProcess::get();
  const std::lock_guard guard(process.mutex);
  return process.start_method;
}

Context get_context(std::string_view method) {
  const auto found = start_method_from(method);
  require_supported(found);
  return Context(found);
}

Context get_context() { return Context(get_start_method()); }

}  // namespace multiprocessing
