// SPDX-License-Identifier: BSL-1.0
// How every way of making message authentication codes is tried.
#pragma once

#include <string>

#include "platform/hmac.hpp"

namespace multiprocessing::platform {

/// Computes a code that is known.
[[nodiscard]] evidence probe_hmac(std::string call, decltype(hmac_strategy::compute) compute);

}  // namespace multiprocessing::platform
