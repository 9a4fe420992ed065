// SPDX-License-Identifier: BSL-1.0
// Never run on OpenBSD; compiled against declarations from sysctl(2) of OpenBSD 7.5.
//
// The program of this process, by its first argument: the system tells nothing better (OpenBSD 7.5, sysctl(2)). Whoever
// started this process chose that word. What was spawned by a wrong one does not begin with freeze_support() of this
// build, and says so.
#include <sys/types.h>

#include <sys/sysctl.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <vector>

#include "platform/process.hpp"

namespace multiprocessing::platform {
namespace {

result<std::string> first_argument() {
  std::array<int, 4> name{CTL_KERN, KERN_PROC_ARGS, ::getpid(), KERN_PROC_ARGV};
  for (std::size_t room = 4096;; room *= 2) {
    // The pointers of argv, then what they point to: they hold for this very buffer.
    std::vector<char*> arguments(room / sizeof(char*));
    std::size_t size = room;
    if (::sysctl(name.data(), name.size(), arguments.data(), &size, nullptr, 0) == 0) {
      if (arguments[0] == nullptr) return unsupported_error("executable_path", "the program was started without a name");
      return std::string(arguments[0]);
    }
    if (errno != ENOMEM) return native_error("sysctl(KERN_PROC_ARGV)", errno);
  }
}

result<std::string> full_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> full(::realpath(path.c_str(), nullptr), std::free);
  if (!full) return native_error("realpath", errno, path);
  return std::string(full.get());
}

/// Where a shell would have found it.
result<std::string> find_in_search_path(const std::string& name) {
  const char* const search = std::getenv("PATH");
  std::string_view folders = search == nullptr ? "" : search;
  while (!folders.empty()) {
    const std::string_view folder = folders.substr(0, folders.find(':'));
    folders.remove_prefix(std::min(folder.size() + 1, folders.size()));
    const std::string path = std::string(folder.empty() ? "." : folder) + "/" + name;
    if (::access(path.c_str(), X_OK) == 0) return full_path(path);
  }
  return unsupported_error("executable_path", "no folder of PATH holds " + name);
}

result<std::string> find() {
  const auto word = first_argument();
  if (!word) return word.error();
  return word->find('/') == std::string::npos ? find_in_search_path(*word) : full_path(*word);
}

/// Before main, since a relative path means nothing once the program has changed its folder.
const result<std::string> found = find();

}  // namespace

result<std::string> executable_path() { return found; }

}  // namespace multiprocessing::platform
