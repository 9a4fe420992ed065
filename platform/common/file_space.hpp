// SPDX-License-Identifier: BSL-1.0
// Giving a file a size that is backed by real space.
#pragma once

#include <cstddef>

#include "platform/handle.hpp"

namespace multiprocessing::platform {

/// Makes an empty file `size` bytes long, all of them zero and all of them allocated. Asks for free space first, so
/// that a request beyond it fails at once and does not fill the device.
result<> allocate_file(native_handle file, std::size_t size);

}  // namespace multiprocessing::platform
