// SPDX-License-Identifier: BSL-1.0
// The threads of this process, from /proc.
#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cerrno>
#include <charconv>
#include <string_view>

#include "platform/threads.hpp"

namespace multiprocessing::platform {

result<std::vector<std::uint64_t>> thread_numbers() {
  DIR* folder = ::opendir("/proc/self/task");
  if (folder == nullptr) {
    if (errno == ENOENT || errno == EACCES) return unsupported_error("opendir(/proc/self/task)", "there is no /proc");
    return native_error("opendir(/proc/self/task)", errno);
  }
  std::vector<std::uint64_t> numbers;
  while (const dirent* entry = ::readdir(folder)) {
    const std::string_view name = entry->d_name;
    std::uint64_t number = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), number).ec == std::errc{}) numbers.push_back(number);
  }
  ::closedir(folder);
  return numbers;
}

// Not by gettid, which glibc has had since 2.30 only.
std::uint64_t current_thread_number() { return static_cast<std::uint64_t>(::syscall(SYS_gettid)); }

}  // namespace multiprocessing::platform
