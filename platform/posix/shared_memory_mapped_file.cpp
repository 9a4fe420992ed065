// SPDX-License-Identifier: BSL-1.0
// Shared memory by mapping a temporary file; its name lives for two calls.
#include <unistd.h>
#include <cerrno>
#include <cstdlib>

#include "common/file_space.hpp"
#include "common/probe.hpp"
#include "platform/random.hpp"
#include "platform/shared_memory.hpp"
#include "posix/descriptor.hpp"

namespace multiprocessing::platform {
namespace {

constexpr int tries = 16;

std::string temporary_folder() {
  const char* named = std::getenv("TMPDIR");
  return named != nullptr && *named != '\0' ? named : "/tmp";
}

result<handle> create(std::size_t size) {
  for (int count = 0; count < tries; ++count) {
    auto name = random_name();
    if (!name) return name.error();
    const std::string path = temporary_folder() + "/" + *name;
    handle made(
        retried([&] { return ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600); }));
    if (!made && errno == EEXIST) continue;
    if (!made) return native_error("open", errno, path);
    if (::unlink(path.c_str()) != 0) return native_error("unlink", errno, path);
    if (auto allocated = allocate_file(made.native(), size); !allocated) return allocated.error();
    return made;
  }
  return native_error("open", EEXIST);
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
