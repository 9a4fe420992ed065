// SPDX-License-Identifier: BSL-1.0
// Named memory by shm_open: the blocks of Python's multiprocessing.shared_memory.
#include <fcntl.h>
#include <sys/mman.h>

#include "posix/named_memory_object.hpp"

namespace multiprocessing::platform {

extern const named_memory_strategy shm_open_named_memory;

namespace {

constexpr named_object_calls calls{
    "shm_open", [](const char* path, int flags) { return ::shm_open(path, flags, 0600); }, "shm_unlink", name_kind::memory};

result<shared_memory> create(const std::string& name, std::size_t size, memory_stay stay) {
  if (auto checked = check_memory_name("shm_open", name); !checked) return checked.error();
  return create_named_object(calls, "/" + name, size, stay);
}

result<shared_memory> attach(const std::string& name) {
  if (auto checked = check_memory_name("shm_open", name); !checked) return checked.error();
  return attach_named_object(calls, "/" + name);
}

result<> remove(const std::string& name) {
  if (auto checked = check_memory_name("shm_unlink", name); !checked) return checked;
  return remove_named_object(calls, "/" + name);
}

evidence probe() { return probe_named_memory(shm_open_named_memory, "shm_open, posix_fallocate, mmap, shm_unlink"); }

}  // namespace

const named_memory_strategy shm_open_named_memory{{"shm-open", probe}, "psm_", true, create, attach, remove};

}  // namespace multiprocessing::platform
