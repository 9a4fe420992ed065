// SPDX-License-Identifier: BSL-1.0
// The tracker, which the platform layer has.
#include "multiprocessing/resource_tracker.hpp"

#include "platform/name_tracker.hpp"
#include "raise.hpp"

namespace multiprocessing::resource_tracker {

void ensure_running() { detail::checked(platform::run_name_tracker()); }

std::optional<std::int64_t> pid() { return platform::name_tracker(); }

}  // namespace multiprocessing::resource_tracker
