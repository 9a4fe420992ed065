// SPDX-License-Identifier: BSL-1.0
// The names of the limits that every family answers to.
#include "platform/limits.hpp"

namespace multiprocessing::platform {

const std::vector<std::string>& limit_names() {
  static const std::vector<std::string> names{
      "descriptors",        "processes",          "semaphores",
      "semaphore-value",    "semaphore-name-length", "pipe-capacity",
      "pipe-atomic-write",  "stream-capacity",    "message-size",
      "shared-memory-space", "shared-memory-name-length", "page-size",
      "socket-path-length", "argument-bytes",     "clock-resolution",
      "sleep-granularity",  "processors"};
  return names;
}

}  // namespace multiprocessing::platform
