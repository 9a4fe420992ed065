// SPDX-License-Identifier: BSL-1.0
// A target that has nothing yet: empty lists, so that each primitive answers that it is unsupported.
#include "common/family.hpp"
#include "platform/channel.hpp"
#include "platform/child_exit.hpp"
#include "platform/hmac.hpp"
#include "platform/lock.hpp"
#include "platform/named_memory.hpp"
#include "platform/process.hpp"
#include "platform/semaphore.hpp"
#include "platform/shared_memory.hpp"
#include "platform/wait.hpp"
#include "platform/wait_on_address.hpp"

namespace multiprocessing::platform {

const std::string_view family_name = "stub";

std::span<const semaphore_strategy* const> semaphore_strategies() { return {}; }

std::span<const shared_memory_strategy* const> shared_memory_strategies() { return {}; }

std::span<const named_memory_strategy* const> named_memory_strategies() { return {}; }

std::span<const child_exit_strategy* const> child_exit_strategies() { return {}; }

std::span<const wait_on_address_strategy* const> wait_on_address_strategies() { return {}; }

std::span<const lock_strategy* const> lock_strategies() { return {}; }

std::span<const channel_strategy* const> channel_strategies() { return {}; }

std::span<const wait_strategy* const> wait_strategies() { return {}; }

std::span<const launch_strategy* const> launch_strategies() { return {}; }

std::span<const hmac_strategy* const> hmac_strategies() { return {}; }

}  // namespace multiprocessing::platform
