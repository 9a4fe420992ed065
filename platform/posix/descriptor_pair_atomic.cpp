// SPDX-License-Identifier: BSL-1.0
// Pipes and stream pairs that are close-on-exec from their first moment (POSIX.1-2024; Linux, FreeBSD, OpenBSD, NetBSD
// and DragonFly have had it for years, macOS has not).
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>

#include "common/fault.hpp"
#include "posix/descriptor.hpp"
#include "posix/descriptor_pair.hpp"

namespace multiprocessing::platform {

result<std::pair<handle, handle>> descriptor_pipe() {
  if (auto fault = fault_at("pipe2")) return *fault;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return native_error("pipe2", errno);
  return std::pair{above_standard(ends[0]), above_standard(ends[1])};
}

result<std::pair<handle, handle>> descriptor_socket_pair() {
  if (auto fault = fault_at("socketpair")) return *fault;
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) return native_error("socketpair", errno);
  return std::pair{above_standard(ends[0]), above_standard(ends[1])};
}

}  // namespace multiprocessing::platform
