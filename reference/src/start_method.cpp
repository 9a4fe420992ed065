// SPDX-License-Identifier: BSL-1.0
// Which start methods work here, and which one is the default.
#include "multiprocessing/start_method.hpp"

#include <array>

#include "multiprocessing/context.hpp"
#include "platform/fork_server.hpp"
#include "this_process.hpp"

namespace multiprocessing {
namespace {

constexpr std::array all_methods{StartMethod::fork, StartMethod::spawn, StartMethod::forkserver};

platform::result<> supported(StartMethod method) {
  switch (method) {
    case StartMethod::fork:
      return platform::fork_supported();
    case StartMethod::spawn:
      return platform::launch_supported();
    case StartMethod::forkserver:
      return platform::fork_server_supported();
  }
  return platform::unsupported_error("start", "there is no such start method");
}

void require_supported(StartMethod method) {
  const auto works = supported(method);
  if (!works) {
    throw ValueError("the start method " + std::string(to_string(method)) +
                     " does not work here: " + works.error().message());
  }
}

}  // namespace

std::string_view to_string(StartMethod method) noexcept {
  return method == StartMethod::fork ? "fork" : method == StartMethod::spawn ? "spawn" : "forkserver";
}

StartMethod start_method_from(std::string_view name) {
  for (const auto method : all_methods) {
    if (name == to_string(method)) return method;
  }
  throw ValueError("there is no start method '" + std::string(name) +
                   "': fork, spawn and forkserver are the ones known");
}

std::vector<StartMethod> get_all_start_methods() {
  std::vector<StartMethod> methods;
  for (const auto method : all_methods) {
    if (supported(method)) methods.push_back(method);
  }
  // Second, because it may lead to a child that does not work; first where that is not to be feared.
  if (methods.size() > 1 && methods.front() == StartMethod::fork && !platform::fork_trusted()) {
    std::swap(methods[0], methods[1]);
  }
  return methods;
}

void set_start_method(std::optional<StartMethod> method, bool force) {
  if (method) require_supported(*method);
  auto& process = detail::ThisProcess::get();
  {
    const std::lock_guard guard(process.mutex);
    if (process.start_method && !force) throw AssertionError("the start method of this process has been fixed already");
    if (method || force) {
      process.start_method = method;
      return;
    }
  }
  (void)get_start_method();
}

void set_start_method(std::string_view name, bool force) { set_start_method(start_method_from(name), force); }

StartMethod get_start_method() {
  auto& process = detail::ThisProcess::get();
  const std::lock_guard guard(process.mutex);
  if (!process.start_method) {
    const auto methods = get_all_start_methods();
    if (methods.empty()) {
      throw UnsupportedError("no process can be started here: " + supported(StartMethod::fork).error().message() +
                             "; " + supported(StartMethod::spawn).error().message());
    }
    process.start_method = methods.front();
  }
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
