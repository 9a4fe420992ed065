// SPDX-License-Identifier: BSL-1.0
// Waiting until any of several handles is ready.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "platform/clock.hpp"
#include "platform/handle.hpp"
#include "platform/strategy.hpp"

namespace multiprocessing::platform {

struct wait_strategy : strategy {
  result<std::vector<std::size_t>> (*wait_any)(std::span<const native_handle> handles, const deadline& until);
};

/// What this build has, in the order of preference of the target.
[[nodiscard]] std::span<const wait_strategy* const> wait_strategies();

/// The indices of the handles that can be read without blocking or have ended, in order; empty if the deadline passed.
/// Any number of handles. A handle that is not open is an error.
result<std::vector<std::size_t>> wait_any(std::span<const native_handle> handles, const deadline& until);

}  // namespace multiprocessing::platform
