// SPDX-License-Identifier: BSL-1.0
// Processors in all groups, and those of the mask where there is one group.
#include <bit>

#include "platform/processors.hpp"
#include "windows/system.hpp"

namespace multiprocessing::platform {

result<unsigned> system_processors() {
  const DWORD count = GetActiveProcessorCount(ALL_PROCESSOR_GROUPS);
  if (count == 0) return last_error("GetActiveProcessorCount");
  return static_cast<unsigned>(count);
}

// A mask speaks of one group; where there are more, a process may use them all (Windows 11).
result<unsigned> usable_processors() {
  DWORD_PTR own = 0;
  DWORD_PTR all = 0;
  if (GetActiveProcessorGroupCount() != 1 || !GetProcessAffinityMask(GetCurrentProcess(), &own, &all) || own == 0)
    return system_processors();
  return static_cast<unsigned>(std::popcount(own));
}

}  // namespace multiprocessing::platform
