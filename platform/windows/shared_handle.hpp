// SPDX-License-Identifier: BSL-1.0
// Inherited handles that several objects of this process use: a program that was handed a semaphore twice has it once.
#pragma once

#include <memory>

#include "platform/handle.hpp"

namespace multiprocessing::platform {

/// Closes the handle with the last object that uses it.
using shared_handle = std::shared_ptr<const handle>;

[[nodiscard]] shared_handle share(handle owned);
/// The one that is in use here already, or this handle, taken over from the launcher.
result<shared_handle> take_shared(native_handle inherited);

}  // namespace multiprocessing::platform
