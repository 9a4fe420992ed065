// SPDX-License-Identifier: BSL-1.0
// The working set of this process.
#include "platform/memory_use.hpp"

#include "windows/system.hpp"

#include <psapi.h>  // needs windows.h before it

namespace multiprocessing::platform {

result<std::uint64_t> memory_in_use() {
  PROCESS_MEMORY_COUNTERS counters{};
  if (!K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters)) {
    return last_error("K32GetProcessMemoryInfo");
  }
  return std::uint64_t{counters.WorkingSetSize};
}

}  // namespace multiprocessing::platform
