// SPDX-License-Identifier: BSL-1.0
// The processors of the system.
#include <unistd.h>
#include <cerrno>

#include "platform/processors.hpp"

namespace multiprocessing::platform {

result<unsigned> system_processors() {
  errno = 0;
  const long count = ::sysconf(_SC_NPROCESSORS_ONLN);
  if (count < 1) return native_error("sysconf(_SC_NPROCESSORS_ONLN)", errno);
  return static_cast<unsigned>(count);
}

}  // namespace multiprocessing::platform
