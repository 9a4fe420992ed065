// SPDX-License-Identifier: BSL-1.0
// Limits that no call tells: found out by going up to them. None of these leaves anything behind.
#pragma once

#include "platform/limits.hpp"

namespace multiprocessing::platform {

[[nodiscard]] limit pipe_capacity();
[[nodiscard]] limit stream_capacity();
[[nodiscard]] limit message_size();
[[nodiscard]] limit semaphore_name_length();
[[nodiscard]] limit shared_memory_name_length();
[[nodiscard]] limit clock_resolution();
[[nodiscard]] limit sleep_granularity();

/// The limit that a failed call could not tell.
[[nodiscard]] limit untold(std::string unit, const error& why);

}  // namespace multiprocessing::platform
