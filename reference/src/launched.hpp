// SPDX-License-Identifier: BSL-1.0
// This program launched once more, as a child or as a fork server: what it is called with, and where it begins.
#pragma once

#include <string_view>

#include "platform/process.hpp"

namespace multiprocessing::detail {

/// Followed by the number of the pipe with the state of the child.
inline constexpr std::string_view child_argument = "--multiprocessing-child";
/// Followed by the number of the pipe with the state of the server, and that of its end of the control stream.
inline constexpr std::string_view server_argument = "--multiprocessing-fork-server";

/// The program that set_executable named, or this one, with these arguments.
[[nodiscard]] platform::launch_request launch_once_more(std::string_view argument, platform::native_handle state);

[[noreturn]] void begin_spawned(platform::native_handle hand_off);
[[noreturn]] void begin_fork_server(platform::native_handle state, platform::native_handle control);

}  // namespace multiprocessing::detail
