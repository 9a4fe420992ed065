// SPDX-License-Identifier: BSL-1.0
// Shared memory by mapping a temporary file.
#include <fcntl.h>
#include <unistd.h>

#include "posix/shared_memory_object.hpp"
#include "posix/temporary_file.hpp"

namespace multiprocessing::platform {
namespace {

int open_file(const char* path) { return ::open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600); }

result<handle> create(std::size_t size) {
  return make_nameless({"open", open_file, "unlink", name_kind::file}, temporary_folder() + "/", size);
}

evidence probe() {
  return probe_shared_memory(create, "open, unlink, posix_fallocate, mmap", "in " + temporary_folder());
}

}  // namespace

extern const shared_memory_strategy mapped_file_shared_memory;
const shared_memory_strategy mapped_file_shared_memory{{"mapped-file", probe}, create};

}  // namespace multiprocessing::platform
