// SPDX-License-Identifier: BSL-1.0
// Streams as pairs of connected sockets without a name; a stream in one direction is a pair with one half shut down.
#include "common/probe.hpp"
#include "platform/channel.hpp"
#include "posix/descriptor_pair.hpp"
#include "posix/unix_socket.hpp"

namespace multiprocessing::platform {
namespace {

result<pipe_ends> make_one_way() {
  auto pair = descriptor_socket_pair();
  if (!pair) return pair.error();
  return in_one_direction(*std::move(pair));
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
