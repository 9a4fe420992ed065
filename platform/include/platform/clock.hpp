// SPDX-License-Identifier: BSL-1.0
// Deadlines: points on the steady clock, so that setting the system time changes no wait.
#pragma once

#include <chrono>
#include <optional>

namespace multiprocessing::platform {

using steady_clock = std::chrono::steady_clock;

/// When to give up. No value means never.
using deadline = std::optional<steady_clock::time_point>;

/// The deadline that lies `timeout` from now. A timeout of zero or less is a deadline that has passed: try once.
/// A timeout too long for the clock never ends.
[[nodiscard]] deadline deadline_after(std::optional<std::chrono::nanoseconds> timeout);

/// What is left until `until`, never negative; no value means without limit.
[[nodiscard]] std::optional<std::chrono::nanoseconds> time_left(const deadline& until);

/// The earlier of `until` and `slice` from now: for waits that look around now and then.
[[nodiscard]] deadline slice_of(const deadline& until, std::chrono::nanoseconds slice);

[[nodiscard]] bool passed(const deadline& until);

}  // namespace multiprocessing::platform
