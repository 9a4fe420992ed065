// SPDX-License-Identifier: BSL-1.0
// How much memory this process takes.
#pragma once

#include <cstdint>

#include "platform/error.hpp"

namespace multiprocessing::platform {

/// The bytes of this process that are in memory now; where the system tells only the most that ever were, those.
result<std::uint64_t> memory_in_use();

}  // namespace multiprocessing::platform
