// SPDX-License-Identifier: BSL-1.0
// The server that forks the children of this process, on the side that asks.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "platform/handle.hpp"
#include "platform/process.hpp"

namespace multiprocessing::detail {

/// The code of a server whose preloading failed.
inline constexpr int preload_failed_code = 70;

/// At the end of the process, when its children have ended: waits for the server's end.
void stop_fork_server() noexcept;

}  // namespace multiprocessing::detail
