// SPDX-License-Identifier: BSL-1.0
// Allocating the space of a file, so that touching its mapping cannot fault later.
#include "common/file_space.hpp"

#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>

#include "posix/descriptor.hpp"
#include "posix/file_blocks.hpp"

namespace multiprocessing::platform {
namespace {

/// EINVAL: FreeBSD's answer on ZFS (posix_fallocate(2), FreeBSD 14).
bool has_no_reserving(int code) {
  return code == ENOTSUP || code == EOPNOTSUPP || code == EINVAL || code == ENODEV || code == ENOSYS;
}

/// Writing takes the blocks where nothing sets them aside.
result<> fill_with_zeros(int file, std::size_t size) {
  static constexpr std::array<std::byte, 65536> zeros{};
  for (std::size_t done = 0; done < size;) {
    const ssize_t count = retried([&] {
      return ::pwrite(file, zeros.data(), std::min(zeros.size(), size - done), static_cast<off_t>(done));
    });
    // A shared memory object of macOS cannot be written to (shm_open(2)), and has no device that could be full.
    if (count < 0 && done == 0 && errno == ENXIO) return {};
    if (count < 0) return native_error("pwrite", errno);
    done += static_cast<std::size_t>(count);
  }
  return {};
}

}  // namespace

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
  const int code = reserve_blocks(descriptor(file), static_cast<off_t>(size));
  if (has_no_reserving(code)) return fill_with_zeros(descriptor(file), size);
  if (code != 0) return native_error("posix_fallocate", code);
  return {};
}

}  // namespace multiprocessing::platform
