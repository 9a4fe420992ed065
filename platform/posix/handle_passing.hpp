// SPDX-License-Identifier: BSL-1.0
// The steps of passing descriptors, for whoever is both sides at once.
#pragma once

#include <optional>

#include "platform/handle_passing.hpp"

namespace multiprocessing::platform {

/// What send_handles does before it waits for the answer of the other side, and that wait.
result<> offer_handles(native_handle stream, std::span<const native_handle> handles);
result<> await_answer(native_handle stream);

/// Passes one descriptor to this very process.
result<> handle_passing_supported();

}  // namespace multiprocessing::platform
