// SPDX-License-Identifier: BSL-1.0
// A launched program takes over its inherited descriptors before main: they become close-on-exec once more, so that
// they go no further, and the end of the exit pipe is kept from the children that this program forks.
#include "posix/inherited.hpp"

#include <sys/stat.h>
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include "posix/descriptor.hpp"

namespace multiprocessing::platform {
namespace {

// The list is a convenience, and one string of the environment holds 128 KiB at most (Linux, execve(2)).
constexpr std::size_t longest_description = 100'000;

/// The variable may reach a program that it was not written for, by way of a shell. The file's number tells.
bool is_file(native_handle native, unsigned long long file_number) {
  struct stat status {};
  return fstat(descriptor(native), &status) == 0 && static_cast<unsigned long long>(status.st_ino) == file_number;
}

void adopt(std::string_view item) {
  const bool is_exit_side = item.starts_with("exit=");
  if (is_exit_side) item.remove_prefix(5);
  int number = -1;
  unsigned long long file_number = 0;
  const char* const end = item.data() + item.size();
  const auto [after_number, failed] = std::from_chars(item.data(), end, number);
  if (failed != std::errc{} || after_number == end || *after_number != ':') return;
  if (std::from_chars(after_number + 1, end, file_number).ec != std::errc{}) return;
  if (number <= 2 || !is_file(number, file_number)) return;
  if (is_exit_side) keep_from_children(number);
  static_cast<void>(set_close_on_exec(number));
}

void append(std::string& text, std::string_view prefix, native_handle native) {
  struct stat status {};
  if (fstat(descriptor(native), &status) != 0 || text.size() > longest_description) return;
  if (!text.empty()) text += ',';
  text += std::string(prefix) + std::to_string(native) + ':' +
          std::to_string(static_cast<unsigned long long>(status.st_ino));
}

}  // namespace

bool adopt_inherited() {
  const char* text = std::getenv(inherited_variable);
  if (text == nullptr) return false;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    adopt(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  unsetenv(inherited_variable);
  return true;
}

std::string describe_inherited(std::span<const native_handle> inherited, native_handle exit_side) {
  std::string text;
  if (exit_side != invalid_handle) append(text, "exit=", exit_side);
  for (const native_handle native : inherited) append(text, "", native);
  return text;
}

}  // namespace multiprocessing::platform
