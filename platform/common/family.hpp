// SPDX-License-Identifier: BSL-1.0
// The name of the family that this build was made of, for messages.
#pragma once

#include <string_view>

namespace multiprocessing::platform {

/// "linux", "posix", "stub"; defined beside the lists of strategies.
extern const std::string_view family_name;

}  // namespace multiprocessing::platform
