// SPDX-License-Identifier: BSL-1.0
// The fault hook: lets a test make a call of the system fail, so that every way out of a function can be walked.
#pragma once

#include <optional>
#include <string_view>

namespace multiprocessing::platform {

/// Asked before each call of the system whose failure leaves something to clean up. Returns the native code (errno,
/// GetLastError) that the call shall be taken to have failed with, or nothing. Must not allocate, throw or block.
using fault_hook = std::optional<int> (*)(std::string_view call);

/// Null takes it away. For tests; a program never sets it. Forked children keep it.
void set_fault_hook(fault_hook hook) noexcept;

}  // namespace multiprocessing::platform
