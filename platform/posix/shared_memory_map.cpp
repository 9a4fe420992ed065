// SPDX-License-Identifier: BSL-1.0
// Mapping what a descriptor refers to.
#include <sys/mman.h>
#include <sys/stat.h>
#include <cerrno>

#include "common/fault.hpp"
#include "platform/shared_memory.hpp"
#include "posix/descriptor.hpp"

namespace multiprocessing::platform {

void shared_memory::unmap() noexcept {
  if (!bytes_.empty()) ::munmap(bytes_.data(), bytes_.size());
  bytes_ = {};
}

result<shared_memory> map_shared_memory(handle backing, std::size_t size) {
  if (auto set = set_close_on_exec(backing.native()); !set) return set.error();
  struct stat status {};
  if (fstat(descriptor(backing.native()), &status) != 0) return native_error("fstat", errno);
  // Touching a page beyond the end of the file is a fault.
  if (size == 0 || status.st_size < 0 || static_cast<unsigned long long>(status.st_size) < size)
    return native_error("mmap", EINVAL, "the object has " + std::to_string(status.st_size) + " bytes");
  if (auto fault = fault_at("mmap")) return *fault;
  void* const start = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor(backing.native()), 0);
  if (start == MAP_FAILED) return native_error("mmap", errno);
  return shared_memory(std::move(backing), {static_cast<std::byte*>(start), size});
}

}  // namespace multiprocessing::platform
