// SPDX-License-Identifier: BSL-1.0
// SHA-256, by whichever crypto library the target has; the build chooses the file.
#pragma once

#include <array>
#include <string_view>

namespace procport::runner {

/// Throws std::runtime_error where the library refuses.
[[nodiscard]] std::array<unsigned char, 32> sha256(std::string_view bytes);

}  // namespace procport::runner
