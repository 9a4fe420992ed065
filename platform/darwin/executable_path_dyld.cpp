// SPDX-License-Identifier: BSL-1.0
// Never run on macOS; compiled and linked for it.
//
// The program of this process, by the loader (dyld(3), _NSGetExecutablePath).
#include <mach-o/dyld.h>
#include <array>
#include <cerrno>
#include <cstdlib>

#include "platform/process.hpp"

namespace multiprocessing::platform {

result<std::string> executable_path() {
  std::string path(1024, '\0');
  auto size = static_cast<std::uint32_t>(path.size());
  if (::_NSGetExecutablePath(path.data(), &size) != 0) {
    path.resize(size);  // it has said how much it needs
    if (::_NSGetExecutablePath(path.data(), &size) != 0) return native_error("_NSGetExecutablePath", ENAMETOOLONG);
  }
  // What it gives may be relative to where the program was started, and a symbolic link.
  char* const real = ::realpath(path.c_str(), nullptr);
  if (real == nullptr) return native_error("realpath", errno, path.c_str());
  std::string resolved = real;
  std::free(real);
  return resolved;
}

}  // namespace multiprocessing::platform
