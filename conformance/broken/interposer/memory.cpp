// SPDX-License-Identifier: BSL-1.0
// Memory that processes share: private, dirty, shorter than it says, or without space behind it.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <cerrno>
#include <vector>

#include "defect.hpp"

namespace broken {
namespace {

constinit real<void*(void*, std::size_t, int, int, int, off_t)> next_mmap{"mmap"};
constinit real<int(int, off_t, off_t)> next_posix_fallocate{"posix_fallocate"};
constinit real<int(int, off_t)> next_ftruncate{"ftruncate"};
constinit real<int(int, struct stat*)> next_fstat{"fstat"};
constinit real<int(int, struct statvfs*)> next_fstatvfs{"fstatvfs"};
constinit real<ssize_t(int, const void*, std::size_t, off_t)> next_pwrite{"pwrite"};
constinit real<int(const char*, unsigned)> next_memfd_create{"memfd_create"};

constexpr off_t large = 1 << 20;
constexpr off_t dirty_at_most = 1 << 20;

bool is_memory(int number) {
  struct stat status {};
  return next_fstat(number, &status) == 0 && S_ISREG(status.st_mode);
}

void fill_with_dirt(int number, off_t size) {
  const std::vector<char> dirt(static_cast<std::size_t>(size), '\x5a');
  next_pwrite(number, dirt.data(), dirt.size(), 0);
}

}  // namespace
}  // namespace broken

using namespace broken;

extern "C" void* mmap(void* where, std::size_t size, int protection, int flags, int number, off_t from) {
  const bool is_shared_file = (flags & MAP_SHARED) != 0 && number >= 0 && (protection & PROT_WRITE) != 0;
  if (is_shared_file && strikes("map-private-later")) flags = (flags & ~MAP_SHARED) | MAP_PRIVATE;
  if (is_shared_file && size >= static_cast<std::size_t>(large) && strikes("map-private-if-large"))
    flags = (flags & ~MAP_SHARED) | MAP_PRIVATE;
  return next_mmap(where, size, protection, flags, number, from);
}

extern "C" int posix_fallocate(int number, off_t from, off_t size) {
  if (strikes("fallocate-refused")) return EOPNOTSUPP;
  if (strikes("memory-space-unchecked")) return 0;
  if (size >= large && strikes("memory-ends-early")) return 0;
  if (size >= large && strikes("memory-space-runs-out")) return ENOSPC;
  const int code = next_posix_fallocate(number, from, size);
  if (code == 0 && size <= dirty_at_most && strikes("memory-keeps-dirt")) fill_with_dirt(number, size);
  return code;
}

extern "C" int ftruncate(int number, off_t size) {
  if (size >= large && strikes("memory-ends-early")) return next_ftruncate(number, size / 2);
  return next_ftruncate(number, size);
}

extern "C" int fstat(int number, struct stat* status) {
  const int answer = next_fstat(number, status);
  if (answer == 0 && S_ISREG(status->st_mode) && status->st_size >= large / 2 && strikes("memory-ends-early"))
    status->st_size *= 2;
  return answer;
}

extern "C" int fstatvfs(int number, struct statvfs* space) {
  const int answer = next_fstatvfs(number, space);
  if (answer == 0 && is_memory(number) && strikes("memory-space-unchecked"))
    space->f_bavail = space->f_blocks = (1ULL << 62) / space->f_frsize;
  return answer;
}

extern "C" int memfd_create(const char* name, unsigned flags) {
  if (strikes("memory-nameless-refused")) return fail_with(ENOSYS);
  return next_memfd_create(name, strikes("memory-forgets-cloexec") ? flags & ~MFD_CLOEXEC : flags);
}
