// SPDX-License-Identifier: BSL-1.0
// Shared memory by memfd_create, which never has a name.
#include <sys/mman.h>
#include <sys/stat.h>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "common/file_space.hpp"
#include "common/probe.hpp"
#include "platform/shared_memory.hpp"

namespace multiprocessing::platform {
namespace {

/// What the kernel thinks it can still give, swap included; nothing where it does not tell.
std::optional<unsigned long long> free_memory_bytes() {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/proc/meminfo", "re"), std::fclose);
  if (!file) return std::nullopt;
  char line[256];
  unsigned long long total = 0;
  bool told = false;
  while (std::fgets(line, sizeof line, file.get()) != nullptr) {
    unsigned long long kibibytes = 0;
    if (std::sscanf(line, "MemAvailable: %llu kB", &kibibytes) == 1) told = true;
    if (kibibytes > 0 || std::sscanf(line, "SwapFree: %llu kB", &kibibytes) == 1) total += kibibytes * 1024;
  }
  if (!told) return std::nullopt;
  return total;
}

result<handle> create(std::size_t size) {
  // The file system behind memfd has no limit of its own: allocating too much brings the out-of-memory killer.
  if (const auto free = free_memory_bytes(); free && size > *free)
    return native_error("memfd_create", ENOMEM, std::to_string(*free) + " bytes are free");
  handle made(::memfd_create("mp-shared-memory", MFD_CLOEXEC));
  if (!made) return native_error("memfd_create", errno);
  // It begins as 0777, which would count for whoever may look into /proc/PID/fd of this process.
  if (::fchmod(static_cast<int>(made.native()), 0600) != 0) return native_error("fchmod", errno);
  if (auto allocated = allocate_file(made.native(), size); !allocated) return allocated.error();
  return made;
}

evidence probe() {
  auto made = create(1);
  if (!made) return seen_failing(made.error());
  const auto mapped = map_shared_memory(*std::move(made), 1);
  if (!mapped) return seen_failing(mapped.error());
  mapped->bytes()[0] = std::byte{1};
  return seen_working("memfd_create, posix_fallocate, mmap");
}

}  // namespace

extern const shared_memory_strategy memfd_shared_memory;
const shared_memory_strategy memfd_shared_memory{{"memfd", probe}, create};

}  // namespace multiprocessing::platform
