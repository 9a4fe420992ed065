// SPDX-License-Identifier: BSL-1.0
// A system that is not asked for its threads.
#include "platform/threads.hpp"

namespace multiprocessing::platform {

result<std::vector<std::uint64_t>> thread_numbers() {
  return unsupported_error("thread_numbers", "the threads of a process are not listed on this system");
}

std::uint64_t current_thread_number() { return 0; }

}  // namespace multiprocessing::platform
