// SPDX-License-Identifier: BSL-1.0
// What the probes of semaphores have in common.
#pragma once

#include "common/probe.hpp"
#include "platform/semaphore.hpp"

namespace multiprocessing::platform {

/// Gives and takes units of `made`, a new semaphore of value 0 and maximum 1, and waits for one that does not come.
/// `calls` are those that it is made of.
[[nodiscard]] evidence try_semaphore(result<std::unique_ptr<semaphore>> made, std::string calls);

}  // namespace multiprocessing::platform
