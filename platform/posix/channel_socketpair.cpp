// SPDX-License-Identifier: BSL-1.0
// Streams as pairs of connected sockets without a name; a stream in one direction is a pair with one half shut down.
#include <sys/socket.h>
#include <cerrno>

#include "common/probe.hpp"
#include "platform/channel.hpp"
#include "posix/descriptor.hpp"
#include "posix/descriptor_pair.hpp"

namespace multiprocessing::platform {
namespace {

result<pipe_ends> make_one_way() {
  auto pair = descriptor_socket_pair();
  if (!pair) return pair.error();
  pipe_ends ends{std::move(pair->first), std::move(pair->second)};
  // On both ends: some systems do not tell the other side.
  if (::shutdown(descriptor(ends.reader.native()), SHUT_WR) != 0 ||
      ::shutdown(descriptor(ends.writer.native()), SHUT_RD) != 0) {
    return native_error("shutdown", errno);
  }
  return ends;
}

evidence probe() {
  const auto made = make_one_way();
  if (!made) return seen_failing(made.error());
  return seen_working("socketpair(AF_UNIX, SOCK_STREAM)");
}

}  // namespace

extern const channel_strategy socketpair_channel;
const channel_strategy socketpair_channel{{"socketpair", probe}, make_one_way, descriptor_socket_pair};

}  // namespace multiprocessing::platform
