// SPDX-License-Identifier: BSL-1.0
// Allocating the space of a file, so that touching its mapping cannot fault later.
#include "common/file_space.hpp"

#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <cerrno>
#include <limits>

#include "posix/descriptor.hpp"

namespace multiprocessing::platform {

result<> allocate_file(native_handle file, std::size_t size) {
  if (size > static_cast<std::size_t>(std::numeric_limits<off_t>::max()))
    return native_error("ftruncate", EFBIG, "more than a file can hold");
  // A file beyond this limit raises SIGXFSZ, which ends the process.
  rlimit limit{};
  if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && size > limit.rlim_cur)
    return native_error("getrlimit(RLIMIT_FSIZE)", EFBIG, "the limit is " + std::to_string(limit.rlim_cur) + " bytes");
  struct statvfs space {};
  if (fstatvfs(descriptor(file), &space) == 0 && space.f_blocks != 0) {  // no blocks: the file system does not count
    const auto block = static_cast<unsigned long long>(space.f_frsize);
    if ((size + block - 1) / block > space.f_bavail)
      return native_error("fstatvfs", ENOSPC, std::to_string(space.f_bavail * block) + " bytes are free");
  }
  if (retried([&] { return ftruncate(descriptor(file), static_cast<off_t>(size)); }) != 0)
    return native_error("ftruncate", errno);
  int code = 0;
  do {
    code = posix_fallocate(descriptor(file), 0, static_cast<off_t>(size));
  } while (code == EINTR);
  if (code != 0) return native_error("posix_fallocate", code);
  return {};
}

}  // namespace multiprocessing::platform
