// SPDX-License-Identifier: BSL-1.0
// UTF-8, which this layer speaks, and UTF-16, which Windows speaks.
#pragma once

#include <string>
#include <string_view>

#include "platform/error.hpp"

namespace multiprocessing::platform {

/// Strict: illegal_byte_sequence for what is not UTF-8, invalid_argument for a NUL, which would cut the text short.
result<std::wstring> to_wide(std::string_view operation, std::string_view text);
/// A surrogate without its other half, which names in Windows may hold, becomes U+FFFD.
[[nodiscard]] std::string to_utf8(std::wstring_view text);

}  // namespace multiprocessing::platform
