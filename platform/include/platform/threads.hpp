// SPDX-License-Identifier: BSL-1.0
// The threads of this process, by number.
#pragma once

#include <cstdint>
#include <vector>

#include "platform/error.hpp"

namespace multiprocessing::platform {

/// All threads of this process, those included that are just about to end. Unsupported where the system does not list
/// them; then the number of the calling thread means nothing.
result<std::vector<std::uint64_t>> thread_numbers();
[[nodiscard]] std::uint64_t current_thread_number();

}  // namespace multiprocessing::platform
