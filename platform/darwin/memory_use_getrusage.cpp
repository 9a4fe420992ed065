// SPDX-License-Identifier: BSL-1.0
// The most memory that this process had, from getrusage, which counts in bytes here (getrusage(2), macOS 14).
#include <sys/resource.h>
#include <cerrno>

#include "platform/memory_use.hpp"

namespace multiprocessing::platform {

result<std::uint64_t> memory_in_use() {
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) != 0) return native_error("getrusage", errno);
  return static_cast<std::uint64_t>(usage.ru_maxrss);
}

}  // namespace multiprocessing::platform
