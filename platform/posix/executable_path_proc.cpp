// SPDX-License-Identifier: BSL-1.0
// The program of this process, by its link in /proc.
#include <unistd.h>
#include <array>

#include "platform/process.hpp"

namespace multiprocessing::platform {
namespace {

// Where systems with a /proc show the program of a process: Linux; NetBSD; FreeBSD and DragonFly.
constexpr std::array<const char*, 3> own_program_links{"/proc/self/exe", "/proc/curproc/exe", "/proc/curproc/file"};
constexpr std::string_view deleted_mark = " (deleted)";

}  // namespace

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

}  // namespace multiprocessing::platform
