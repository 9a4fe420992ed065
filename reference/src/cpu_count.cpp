// SPDX-License-Identifier: BSL-1.0
// The processors of the system, as the platform layer counts them.
#include "multiprocessing/cpu_count.hpp"

#include "platform/processors.hpp"
#include "raise.hpp"

namespace multiprocessing {

unsigned cpu_count() { return detail::checked(platform::system_processors()); }
unsigned usable_cpu_count() { return detail::checked(platform::usable_processors()); }

}  // namespace multiprocessing
