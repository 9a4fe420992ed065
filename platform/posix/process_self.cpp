// SPDX-License-Identifier: BSL-1.0
// This process: its number, its program, and its end.
#include <unistd.h>
#include <array>
#include <cerrno>

#include "platform/process.hpp"
#include "posix/named_objects.hpp"

namespace multiprocessing::platform {
namespace {

// Where systems with a /proc show the program of a process: Linux; NetBSD; FreeBSD and DragonFly.
constexpr std::array<const char*, 3> own_program_links{"/proc/self/exe", "/proc/curproc/exe", "/proc/curproc/file"};
constexpr std::string_view deleted_mark = " (deleted)";

}  // namespace

process_id current_process_id() { return getpid(); }

std::vector<std::string> program_arguments(int count, char** values) { return {values + (count > 0), values + count}; }

result<std::string> executable_path() {
  for (const char* const link : own_program_links) {
    std::array<char, 4096> target;
    const ssize_t length = readlink(link, target.data(), target.size());
    if (length <= 0 || static_cast<std::size_t>(length) == target.size()) continue;
    std::string path(target.data(), static_cast<std::size_t>(length));
    // A program that was deleted or replaced while it runs can still be launched by the link itself.
    if (path.ends_with(deleted_mark)) return std::string(link);
    return path;
  }
  return unsupported_error("executable_path", "no link in /proc names the program of this process");
}

void exit_process(int code) {
  unlink_own_names();
  ::_exit(code);
}

}  // namespace multiprocessing::platform
