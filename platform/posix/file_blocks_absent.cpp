// SPDX-License-Identifier: BSL-1.0
// Where nothing sets blocks aside: macOS and OpenBSD have no posix_fallocate (gnulib manual, posix_fallocate, 2026).
#include <cerrno>

#include "posix/file_blocks.hpp"

namespace multiprocessing::platform {

int reserve_blocks(int, off_t) { return ENOTSUP; }

}  // namespace multiprocessing::platform
