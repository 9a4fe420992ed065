// SPDX-License-Identifier: BSL-1.0
// How many processors there are, and how many of them this process may use.
#pragma once

#include "platform/error.hpp"

namespace multiprocessing::platform {

/// Those of the system that are in operation; at least 1.
result<unsigned> system_processors();
/// Those that this process may run on, or as many as its share of time is worth, rounded up; at least 1.
result<unsigned> usable_processors();

}  // namespace multiprocessing::platform
