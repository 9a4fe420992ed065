// SPDX-License-Identifier: BSL-1.0
// Named pipes, the only byte streams of Windows that can be waited for: anonymous pipes know no overlapped operations.
#pragma once

#include <string>

#include "windows/system.hpp"

namespace multiprocessing::platform {

/// How much a pipe holds before a writer waits; also the largest write that is passed on in one call.
inline constexpr DWORD pipe_buffer_bytes = 64 * 1024;

/// All pipes of a computer are in one folder.
inline constexpr std::string_view pipe_prefix = "\\\\.\\pipe\\";

enum class pipe_direction { inbound, duplex };  // as the server's end sees it

/// A name that nobody can guess, and that nothing has yet.
result<std::wstring> random_pipe_name();

/// The server's end of a new instance, for the same user on the same computer. `first` fails if the name is there
/// already; `alone` allows no second instance.
struct instance_options {
  pipe_direction direction = pipe_direction::duplex;
  bool first = true;
  bool alone = true;
};
result<handle> create_pipe_instance(const std::wstring& name, const instance_options& options);

/// The client's end; fails at once if no instance is free.
result<handle> open_pipe(const std::wstring& name, pipe_direction direction);

/// A list that lets the user of this process in and nobody else, for objects with a name.
result<SECURITY_ATTRIBUTES*> own_user_alone();

}  // namespace multiprocessing::platform
