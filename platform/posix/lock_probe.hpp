// SPDX-License-Identifier: BSL-1.0
// What the probes of locks have in common.
#pragma once

#include "common/probe.hpp"
#include "platform/lock.hpp"

namespace multiprocessing::platform {

/// Makes a lock, excludes with it, and lets a forked child die that holds it: that some systems do not notice the death
/// can be seen in no other way. `calls` are those that the lock is made of.
[[nodiscard]] evidence probe_lock(result<std::unique_ptr<lock>> (*make)(lock_memory&), std::string calls);

}  // namespace multiprocessing::platform
