// SPDX-License-Identifier: BSL-1.0
// The most memory that this process had, from getrusage, in its usual unit of 1024 bytes.
#include <sys/resource.h>
#include <cerrno>

#include "platform/memory_use.hpp"

namespace multiprocessing::platform {

result<std::uint64_t> memory_in_use() {
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) != 0) return native_error("getrusage", errno);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace multiprocessing::platform
