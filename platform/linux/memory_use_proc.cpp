// SPDX-License-Identifier: BSL-1.0
// The memory of this process from /proc/self/statm. getrusage would tell too much after an exec: its maximum begins
// with that of the process that launched this one (fs/exec.c, exec_mmap, 6.1).
#include <fcntl.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <string_view>

#include "platform/memory_use.hpp"
#include "posix/descriptor.hpp"

namespace multiprocessing::platform {

result<std::uint64_t> memory_in_use() {
  const handle file(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
  if (!file) return native_error("open", errno, "/proc/self/statm");
  std::array<char, 256> text{};
  const ssize_t count = retried([&] { return ::read(descriptor(file.native()), text.data(), text.size()); });
  if (count < 0) return native_error("read", errno, "/proc/self/statm");
  const std::string_view line(text.data(), static_cast<std::size_t>(count));
  const auto second = line.find(' ') + 1;  // the first number is the size of the address space
  std::uint64_t pages = 0;
  const auto parsed = std::from_chars(line.data() + second, line.data() + line.size(), pages);
  if (second == 0 || parsed.ec != std::errc()) return native_error("read", EINVAL, "/proc/self/statm has another form");
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace multiprocessing::platform
