// SPDX-License-Identifier: BSL-1.0
// This program launched once more.
#include "launched.hpp"

#include <charconv>

#include "child_state.hpp"
#include "multiprocessing/errors.hpp"
#include "multiprocessing/start_method.hpp"
#include "raise.hpp"
#include "this_process.hpp"

namespace multiprocessing {
namespace detail {
namespace {

platform::native_handle number_in(std::string_view text) {
  platform::native_handle number = platform::invalid_handle;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) throw ValueError("its arguments are damaged");
  return number;
}

/// Does not return in a process that this library has launched.
void begin_if_launched(int argc, char** argv) {
  if (argc == 3 && argv[1] == child_argument) {
    begin_or_fail([&] { begin_spawned(number_in(argv[2])); });
  }
  if (argc == 4 && argv[1] == server_argument) {
    begin_or_fail([&] { begin_fork_server(number_in(argv[2]), number_in(argv[3])); });
  }
}

}  // namespace

platform::launch_request launch_once_more(std::string_view argument, platform::native_handle state) {
  platform::launch_request request;
  {
    auto& process = ThisProcess::get();
    const std::lock_guard guard(process.mutex);
    request.executable = process.executable;
  }
  if (request.executable.empty()) request.executable = checked(platform::executable_path());
  request.arguments = {std::string(argument), std::to_string(state)};
  return request;
}

}  // namespace detail

void freeze_support(int argc, char** argv) {
  detail::begin_if_launched(argc, argv);
  auto& process = detail::ThisProcess::get();
  const std::lock_guard guard(process.mutex);
  process.prepared = true;
}

void set_executable(const std::optional<std::filesystem::path>& executable) {
  std::string name;
  if (executable) {
    const auto utf8 = executable->u8string();
    name.assign(utf8.begin(), utf8.end());
  }
  auto& process = detail::ThisProcess::get();
  const std::lock_guard guard(process.mutex);
  process.executable = std::move(name);
}

}  // namespace multiprocessing
