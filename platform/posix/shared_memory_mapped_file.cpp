// SPDX-License-Identifier: BSL-1.0
// Shared memory by mapping a temporary file; its name lives for two calls.
#include <unistd.h>
#include <cerrno>

#include "common/file_space.hpp"
#include "common/probe.hpp"
#include "platform/shared_memory.hpp"
#include "posix/temporary_file.hpp"

namespace multiprocessing::platform {
namespace {

result<handle> create(std::size_t size) {
  auto made = create_temporary_file();
  if (!made) return made.error();
  if (::unlink(made->path.c_str()) != 0) return native_error("unlink", errno, made->path);
  if (auto allocated = allocate_file(made->opened.native(), size); !allocated) return allocated.error();
  return std::move(made->opened);
}

evidence probe() {
  auto made = create(1);
  if (!made) return seen_failing(made.error());
  const auto mapped = map_shared_memory(*std::move(made), 1);
  if (!mapped) return seen_failing(mapped.error());
  mapped->bytes()[0] = std::byte{1};
  return seen_working("open, unlink, posix_fallocate, mmap", "in " + temporary_folder());
}

}  // namespace

extern const shared_memory_strategy mapped_file_shared_memory;
const shared_memory_strategy mapped_file_shared_memory{{"mapped-file", probe}, create};

}  // namespace multiprocessing::platform
