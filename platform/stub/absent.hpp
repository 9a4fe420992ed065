// SPDX-License-Identifier: BSL-1.0
// The one answer of this family.
#pragma once

#include "platform/error.hpp"

namespace multiprocessing::platform {

[[nodiscard]] inline error absent(std::string_view operation) {
  return unsupported_error(operation, "the family 'stub' has no primitives; a port brings its own");
}

}  // namespace multiprocessing::platform
