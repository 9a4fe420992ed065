// SPDX-License-Identifier: BSL-1.0
// OpenBSD 7.5 does not tell which file a process runs: sysctl(2) has KERN_PROC_ARGS, whose first argument is whatever
// the launcher wrote there, and nothing else.
#include "platform/process.hpp"

namespace multiprocessing::platform {

result<std::string> executable_path() {
  return unsupported_error("executable_path", "the system does not tell which file a process runs, and argv[0] may lie");
}

}  // namespace multiprocessing::platform
