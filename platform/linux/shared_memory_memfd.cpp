// SPDX-License-Identifier: BSL-1.0
// Shared memory by memfd_create, which never has a name.
#include <sys/mman.h>
#include <sys/stat.h>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "common/fault.hpp"
#include "common/file_space.hpp"
#include "posix/descriptor.hpp"
#include "posix/shared_memory_object.hpp"

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
  if (auto fault = fault_at("memfd_create")) return *fault;
  handle made = above_standard(::memfd_create("mp-shared-memory", MFD_CLOEXEC));
  if (!made) return native_error("memfd_create", errno);
  if (auto fault = fault_at("fchmod")) return *fault;
  // It begins as 0777, which would count for whoever may look into /proc/PID/fd of this process.
  if (::fchmod(static_cast<int>(made.native()), 0600) != 0) return native_error("fchmod", errno);
  if (auto allocated = allocate_file(made.native(), size); !allocated) return allocated.error();
  return made;
}

evidence probe() { return probe_shared_memory(create, "memfd_create, posix_fallocate, mmap"); }

}  // namespace

extern const shared_memory_strategy memfd_shared_memory;
const shared_memory_strategy memfd_shared_memory{{"memfd", probe}, create};

}  // namespace multiprocessing::platform
