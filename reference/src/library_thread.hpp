// SPDX-License-Identifier: BSL-1.0
// Threads of the library, which a fork may leave behind: what they hold is set right in the child.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>

namespace multiprocessing::detail {

/// Runs `body` in a thread that does not count as one of the program's, and that nobody joins. Throws std::system_error if
/// none can be had.
void start_library_thread(std::function<void()> body);

/// How many threads this process has beside the calling one and the library's own; nothing where the system does not
/// tell.
[[nodiscard]] std::optional<std::size_t> foreign_threads();

}  // namespace multiprocessing::detail
