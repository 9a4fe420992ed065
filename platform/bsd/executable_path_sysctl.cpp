// SPDX-License-Identifier: BSL-1.0
// Never run on FreeBSD or DragonFly; compiled against declarations from sysctl(3) of FreeBSD 14 and DragonFly 6.4.
//
// The program of this process, by sysctl kern.proc.pathname. /proc is mounted on few of these systems.
#include <sys/types.h>

#include <sys/sysctl.h>
#include <array>
#include <cerrno>

#include "platform/process.hpp"

namespace multiprocessing::platform {

result<std::string> executable_path() {
  std::array<int, 4> name{CTL_KERN, KERN_PROC, KERN_PROC_PATHNAME, -1};  // -1 is this process
  std::array<char, 4096> path{};
  std::size_t size = path.size();
  // ENOENT: the program was deleted or renamed, and the kernel has forgotten its name.
  if (::sysctl(name.data(), name.size(), path.data(), &size, nullptr, 0) != 0)
    return native_error("sysctl(KERN_PROC_PATHNAME)", errno);
  return std::string(path.data());
}

}  // namespace multiprocessing::platform
