// SPDX-License-Identifier: BSL-1.0
// Unpredictable bytes from the operating system.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "platform/error.hpp"

namespace multiprocessing::platform {

result<> random_bytes(std::span<std::byte> into);

/// A name for an object of the system that nobody can guess: "mp-" and, where MULTIPROCESSING_TOKEN is set, that token
/// (so that a test runner can tell whose object it is), then 8 random letters. At most 14 characters without a token:
/// the smallest limit known.
result<std::string> random_name();

}  // namespace multiprocessing::platform
