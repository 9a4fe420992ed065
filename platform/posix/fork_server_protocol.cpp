// SPDX-License-Identifier: BSL-1.0
// Whole values on the streams of a fork server.
#include "posix/fork_server_protocol.hpp"

#include <cerrno>

namespace multiprocessing::platform {

result<> write_whole(native_handle to, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto written = write_some(to, bytes);
    if (!written) return written.error();
    bytes = bytes.subspan(*written);
  }
  return {};
}

result<> read_whole(native_handle from, std::span<std::byte> into) {
  while (!into.empty()) {
    const auto count = read_some(from, into);
    if (!count) return count.error();
    if (*count == 0) return native_error("read", EPIPE, "the stream ended too early");
    into = into.subspan(*count);
  }
  return {};
}

}  // namespace multiprocessing::platform
