// SPDX-License-Identifier: BSL-1.0
// No handles, so nothing to close.
#include "platform/handle.hpp"

#include "stub/absent.hpp"

namespace multiprocessing::platform {

void handle::reset() noexcept { native_ = invalid_handle; }

result<handle> duplicate(native_handle) { return absent("duplicate"); }

void keep_from_children(native_handle) {}

}  // namespace multiprocessing::platform
