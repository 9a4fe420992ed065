// SPDX-License-Identifier: BSL-1.0
// What a system tells about one process.
#pragma once

#include <sys/types.h>
#include <cstdint>
#include <optional>

namespace multiprocessing::platform {

struct process_facts {
  bool ended = false;         // it has, and nobody has reaped it
  std::uint32_t started = 0;  // in microseconds, as far as they fit; two answers may differ by one; 0: not told
};

/// Nothing if there is no such process, or if the system does not tell.
std::optional<process_facts> look_up_process(pid_t pid);

}  // namespace multiprocessing::platform
