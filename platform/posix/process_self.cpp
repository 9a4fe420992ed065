// SPDX-License-Identifier: BSL-1.0
// This process: its number, its arguments, and its end.
#include <unistd.h>

#include "platform/process.hpp"
#include "posix/named_objects.hpp"

namespace multiprocessing::platform {

process_id current_process_id() { return getpid(); }

std::vector<std::string> program_arguments(int count, char** values) { return {values + (count > 0), values + count}; }

void exit_process(int code) {
  unlink_own_names();
  ::_exit(code);
}

}  // namespace multiprocessing::platform
