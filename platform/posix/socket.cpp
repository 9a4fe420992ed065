// SPDX-License-Identifier: BSL-1.0
// Sockets that another library has made.
#include "platform/socket.hpp"

#include <sys/socket.h>

#include "common/fault.hpp"
#include "posix/descriptor.hpp"

namespace multiprocessing::platform {

result<> keep_from_programs(native_handle socket) { return set_close_on_exec(socket); }

result<handle> adopt_socket(native_handle socket) {
  handle owned(socket);
  if (auto fault = fault_at("fcntl")) return *fault;
  const int flags = ::fcntl(descriptor(socket), F_GETFL);
  if (flags < 0 || ::fcntl(descriptor(socket), F_SETFL, flags & ~O_NONBLOCK) != 0) return native_error("fcntl", errno);
  return owned;
}

result<> prepare_to_listen(native_handle socket) {
  const int on = 1;
  if (::setsockopt(descriptor(socket), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0)
    return native_error("setsockopt(SO_REUSEADDR)", errno);
  return {};
}

}  // namespace multiprocessing::platform
