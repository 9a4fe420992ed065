// SPDX-License-Identifier: BSL-1.0
// A system whose own libraries hold out in a forked child.
#include "platform/process.hpp"

namespace multiprocessing::platform {

bool fork_trusted() { return true; }

}  // namespace multiprocessing::platform
