// SPDX-License-Identifier: BSL-1.0
// Where the code of this layer asks the fault hook.
#pragma once

#include "platform/error.hpp"
#include "platform/fault.hpp"

namespace multiprocessing::platform {

/// The failure that `call` shall be taken to have met, or nothing. Written before the call that it stands for:
///   if (auto fault = fault_at("ftruncate")) return *fault;
[[nodiscard]] std::optional<error> fault_at(std::string_view call);

}  // namespace multiprocessing::platform
