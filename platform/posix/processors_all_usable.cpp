// SPDX-License-Identifier: BSL-1.0
// A system that is not asked which processors a process may use.
#include "platform/processors.hpp"

namespace multiprocessing::platform {

result<unsigned> usable_processors() { return system_processors(); }

}  // namespace multiprocessing::platform
