// SPDX-License-Identifier: BSL-1.0
// Never run on FreeBSD; compiled against declarations from shm_open(2) of FreeBSD 14.
//
// Shared memory by shm_open with SHM_ANON, which never has a name. FreeBSD alone has it.
#include <sys/mman.h>
#include <cerrno>

#include "common/file_space.hpp"
#include "common/probe.hpp"
#include "platform/shared_memory.hpp"
#include "posix/descriptor.hpp"

namespace multiprocessing::platform {
namespace {

result<handle> create([[maybe_unused]] std::size_t size) {
#ifdef SHM_ANON
  handle made = above_standard(retried([] { return ::shm_open(SHM_ANON, O_RDWR | O_CLOEXEC, 0600); }));
  if (!made) return native_error("shm_open(SHM_ANON)", errno);
  if (auto allocated = allocate_file(made.native(), size); !allocated) return allocated.error();
  return made;
#else
  return unsupported_error("shm_open", "the system has no SHM_ANON");
#endif
}

evidence probe() {
  auto made = create(1);
  if (!made) return seen_failing(made.error());
  const auto mapped = map_shared_memory(*std::move(made), 1);
  if (!mapped) return seen_failing(mapped.error());
  mapped->bytes()[0] = std::byte{1};
  return seen_working("shm_open(SHM_ANON), ftruncate, mmap");
}

}  // namespace

extern const shared_memory_strategy shm_anon_shared_memory;
const shared_memory_strategy shm_anon_shared_memory{{"shm-anon", probe}, create};

}  // namespace multiprocessing::platform
