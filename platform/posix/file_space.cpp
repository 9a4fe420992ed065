// SPDX-License-Identifier: BSL-1.0
// Allocating the space of a file, so that touching its mapping cannot fault later.
#include "common/file_space.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <optional>

#include "common/fault.hpp"
#include "posix/descriptor.hpp"

namespace multiprocessing::platform {
namespace {

// No file system holds that much.
constexpr unsigned long long most_believed = 1ULL << 60;

/// What the machine has; nothing where the system does not tell.
std::optional<unsigned long long> memory_bytes() {
#ifdef _SC_PHYS_PAGES
  const long pages = sysconf(_SC_PHYS_PAGES);
  if (pages > 0) return static_cast<unsigned long long>(pages) * static_cast<unsigned long long>(sysconf(_SC_PAGESIZE));
#endif
  return std::nullopt;
}

/// Without a file system that counts, the memory of the machine is the limit. FreeBSD lets an object of shm_open have
/// any size, and filling it would bring the out-of-memory killer (FreeBSD 14, sys/kern/uipc_shm.c); gVisor tells of 2^63
/// bytes, gives 64 TiB away, and starts no program after that (seen with 20221219).
result<> check_size(native_handle file, std::size_t size) {
  if (size > static_cast<std::size_t>(std::numeric_limits<off_t>::max()))
    return native_error("ftruncate", EFBIG, "more than a file can hold");
  // A file beyond this limit raises SIGXFSZ, which ends the process.
  rlimit limit{};
  if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && size > limit.rlim_cur)
    return native_error("getrlimit(RLIMIT_FSIZE)", EFBIG, "the limit is " + std::to_string(limit.rlim_cur) + " bytes");
  struct statvfs space {};
  if (fstatvfs(descriptor(file), &space) != 0) return {};
  const auto block = static_cast<unsigned long long>(space.f_frsize);
  if (block == 0 || space.f_blocks == 0 || space.f_blocks > most_believed / block) {
    const auto most = memory_bytes();
    if (most && size > *most)
      return native_error("sysconf(_SC_PHYS_PAGES)", ENOSPC, "the machine has " + std::to_string(*most) + " bytes");
    return {};
  }
  if ((size + block - 1) / block > space.f_bavail)
    return native_error("fstatvfs", ENOSPC, std::to_string(space.f_bavail * block) + " bytes are free");
  return {};
}

/// An object of shm_open that is memory and no file (macOS, where writing to it is ENXIO): it has its pages when it has
/// its size (xnu, bsd/kern/posix_shm.c).
bool is_no_file(native_handle native) {
  struct stat status {};
  return fstat(descriptor(native), &status) == 0 && !S_ISREG(status.st_mode);
}

/// Fills the file, so that the file system must find the space now. One that keeps zeros as a hole (ZFS that compresses)
/// has found nothing; there posix_fallocate does no better.
result<> write_zeros(native_handle file, std::size_t size) {
  static constexpr std::array<std::byte, 65536> zeros{};
  for (std::size_t done = 0; done < size;) {
    const std::size_t piece = std::min(zeros.size(), size - done);
    if (auto fault = fault_at("pwrite")) return *fault;
    const ssize_t count =
        retried([&] { return ::pwrite(descriptor(file), zeros.data(), piece, static_cast<off_t>(done)); });
    const int code = errno;
    if (count < 0 && done == 0 && code != ENOSPC && is_no_file(file)) return {};
    if (count < 0) return native_error("pwrite", code);
    done += static_cast<std::size_t>(count);
  }
  return {};
}

#if MP_HAVE_POSIX_FALLOCATE
result<> allocate(native_handle file, std::size_t size) {
  if (auto fault = fault_at("posix_fallocate")) return *fault;
  int code = 0;
  do {
    code = posix_fallocate(descriptor(file), 0, static_cast<off_t>(size));
  } while (code == EINTR);
  // The file system does not do it (ZFS on FreeBSD says EINVAL, musl over NFS EOPNOTSUPP).
  if (code == EINVAL || code == EOPNOTSUPP || code == ENOSYS) return write_zeros(file, size);
  if (code != 0) return native_error("posix_fallocate", code);
  return {};
}
#else
result<> allocate(native_handle file, std::size_t size) { return write_zeros(file, size); }
#endif

}  // namespace

result<> allocate_file(native_handle file, std::size_t size) {
  if (auto fits = check_size(file, size); !fits) return fits;
  // Once: a second time macOS refuses (xnu, posix_shm.c).
  if (auto fault = fault_at("ftruncate")) return *fault;
  if (retried([&] { return ftruncate(descriptor(file), static_cast<off_t>(size)); }) != 0)
    return native_error("ftruncate", errno);
  return allocate(file, size);
}

}  // namespace multiprocessing::platform
