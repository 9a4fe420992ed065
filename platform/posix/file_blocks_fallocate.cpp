// SPDX-License-Identifier: BSL-1.0
// Blocks set aside by posix_fallocate.
#include <fcntl.h>
#include <cerrno>

#include "posix/file_blocks.hpp"

namespace multiprocessing::platform {

int reserve_blocks(int file, off_t size) {
  int code = 0;
  do {
    code = posix_fallocate(file, 0, size);
  } while (code == EINTR);
  return code;
}

}  // namespace multiprocessing::platform
