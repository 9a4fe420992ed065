// SPDX-License-Identifier: BSL-1.0
// Shared memory by shm_open.
#include <fcntl.h>
#include <sys/mman.h>

#include "posix/shared_memory_object.hpp"

namespace multiprocessing::platform {
namespace {

int open_object(const char* name) { return ::shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600); }

result<handle> create(std::size_t size) {
  return make_nameless({"shm_open", open_object, "shm_unlink", name_kind::memory}, "/", size);
}

evidence probe() { return probe_shared_memory(create, "shm_open, shm_unlink, posix_fallocate, mmap"); }

}  // namespace

extern const shared_memory_strategy shm_open_shared_memory;
const shared_memory_strategy shm_open_shared_memory{{"shm-open", probe}, create};

}  // namespace multiprocessing::platform
