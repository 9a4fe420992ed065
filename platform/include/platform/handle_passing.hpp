// SPDX-License-Identifier: BSL-1.0
// Giving a handle to a process that runs already (SCM_RIGHTS, DuplicateHandle).
#pragma once

#include <span>
#include <vector>

#include "platform/handle.hpp"

namespace multiprocessing::platform {

/// The most that one call passes: less than SCM_MAX_FD, which is 253 on Linux.
inline constexpr std::size_t most_handles_passed = 64;

/// Gives the other side of `stream`, an end of make_stream_pair() or of a listener's stream, its own handles to what
/// `handles` refer to. Both sides take part: this returns when the other side has called receive_handles and has them,
/// so the caller may close its own at once. broken_pipe if it has ended. The stream carries nothing else meanwhile.
result<> send_handles(native_handle stream, std::span<const native_handle> handles);
/// The handles that the other side sends, none of which any child inherits. too_many_files_open if this process has
/// no room for them; then it has got none. broken_pipe if the other side has ended.
result<std::vector<handle>> receive_handles(native_handle stream);

}  // namespace multiprocessing::platform
