// SPDX-License-Identifier: BSL-1.0
// Never run on NetBSD; compiled against declarations from sysctl(7) of NetBSD 10.
//
// The program of this process, by sysctl kern.proc_args.
#include <sys/param.h>

#include <sys/sysctl.h>
#include <array>
#include <cerrno>

#include "platform/process.hpp"

namespace multiprocessing::platform {

result<std::string> executable_path() {
  std::array<int, 4> name{CTL_KERN, KERN_PROC_ARGS, -1, KERN_PROC_PATHNAME};  // -1 is this process
  std::array<char, 4096> path{};
  std::size_t size = path.size();
  if (::sysctl(name.data(), name.size(), path.data(), &size, nullptr, 0) != 0)
    return native_error("sysctl(KERN_PROC_PATHNAME)", errno);
  return std::string(path.data());
}

}  // namespace multiprocessing::platform
