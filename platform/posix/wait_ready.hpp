// SPDX-License-Identifier: BSL-1.0
// What the ways of waiting for descriptors share.
#pragma once

#include <poll.h>

#include "platform/wait.hpp"

namespace multiprocessing::platform {

/// Milliseconds for a call of the system, rounded up so that it does not return before the deadline; -1 is without
/// limit. A wait that does not fit is split by the caller's loop.
[[nodiscard]] int milliseconds_left(const deadline& until);

/// Waits until one descriptor is ready for `events`, whichever strategy serves. False if the deadline passed first.
result<bool> wait_ready(native_handle waited, short events, const deadline& until = {});

/// Whether `wait_any` sees the end of a pipe, and sees nothing before it.
[[nodiscard]] evidence probe_waiting(std::string call, decltype(wait_strategy::wait_any) wait_any);

}  // namespace multiprocessing::platform
