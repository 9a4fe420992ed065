// SPDX-License-Identifier: BSL-1.0
// How long to wait.
#pragma once

#include <chrono>
#include <optional>

namespace multiprocessing {

/// `std::nullopt` waits without limit; zero or less tries once and returns. Always measured on the steady clock.
using Timeout = std::optional<std::chrono::nanoseconds>;

}  // namespace multiprocessing
