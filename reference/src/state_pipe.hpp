// SPDX-License-Identifier: BSL-1.0
// What a launched process is told through a pipe: a length and so many bytes.
#pragma once

#include "multiprocessing/serialization.hpp"
#include "platform/handle.hpp"

namespace multiprocessing::detail {

/// Gives the process at the other end its state. It may never read it, or be ended before: nobody waits for that here.
void deliver_state(platform::handle to, Bytes state);
/// The state; the handle is closed then. EOFError if the parent ended before it was whole.
[[nodiscard]] Bytes receive_state(platform::handle from);

}  // namespace multiprocessing::detail
