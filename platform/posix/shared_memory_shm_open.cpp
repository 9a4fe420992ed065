// SPDX-License-Identifier: BSL-1.0
// Shared memory by shm_open; the name lives for two calls.
#include <sys/mman.h>
#include <cerrno>

#include "common/file_space.hpp"
#include "common/probe.hpp"
#include "platform/random.hpp"
#include "platform/shared_memory.hpp"
#include "posix/descriptor.hpp"

namespace multiprocessing::platform {
namespace {

constexpr int tries = 16;  // against a name that is taken, which chance alone will not do twice

result<handle> create(std::size_t size) {
  for (int count = 0; count < tries; ++count) {
    auto name = random_name();
    if (!name) return name.error();
    const std::string path = "/" + *name;
    handle made(retried([&] { return ::shm_open(path.c_str(), O_CREAT | O_EXCL | O_RDWR, 0600); }));
    if (!made && errno == EEXIST) continue;
    if (!made) return native_error("shm_open", errno);
    if (::shm_unlink(path.c_str()) != 0) return native_error("shm_unlink", errno);
    if (auto set = set_close_on_exec(made.native()); !set) return set.error();
    if (auto allocated = allocate_file(made.native(), size); !allocated) return allocated.error();
    return made;
  }
  return native_error("shm_open", EEXIST);
}

evidence probe() {
  auto made = create(1);
  if (!made) return seen_failing(made.error());
  const auto mapped = map_shared_memory(*std::move(made), 1);
  if (!mapped) return seen_failing(mapped.error());
  mapped->bytes()[0] = std::byte{1};
  return seen_working("shm_open, shm_unlink, posix_fallocate, mmap");
}

}  // namespace

extern const shared_memory_strategy shm_open_shared_memory;
const shared_memory_strategy shm_open_shared_memory{{"shm-open", probe}, create};

}  // namespace multiprocessing::platform
