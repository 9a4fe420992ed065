// SPDX-License-Identifier: BSL-1.0
// How much of everything the system gives: facts for reports, each with the call that told it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/error.hpp"

namespace multiprocessing::platform {

struct limit {
  std::string name;                    // "descriptors", "pipe-capacity": one of limit_names()
  std::optional<std::uint64_t> value;  // nothing where there is no limit, or where the system does not tell
  std::string unit;                    // "handles", "bytes", "ns"; singular things are counted in themselves
  std::string call;                    // what told it: "getrlimit(RLIMIT_NOFILE)"
  std::error_code code;                // why it could not be told; empty otherwise
  std::string detail;                  // a sentence, where there is more to say
};

/// What every family answers to, in this order; a limit that a system does not have is `unsupported` with a reason:
/// descriptors, processes, semaphores, semaphore-value, semaphore-name-length, pipe-capacity, pipe-atomic-write,
/// stream-capacity, message-size, shared-memory-space, shared-memory-name-length, page-size, socket-path-length,
/// argument-bytes, clock-resolution, sleep-granularity, processors.
[[nodiscard]] const std::vector<std::string>& limit_names();

[[nodiscard]] std::vector<limit> report_limits();

}  // namespace multiprocessing::platform
