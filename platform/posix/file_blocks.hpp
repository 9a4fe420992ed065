// SPDX-License-Identifier: BSL-1.0
// Asking a file system to set blocks aside.
#pragma once

#include <sys/types.h>

namespace multiprocessing::platform {

/// 0, or the error. EINVAL, ENOTSUP and the like where the system or this file system has no such thing.
int reserve_blocks(int file, off_t size);

}  // namespace multiprocessing::platform
