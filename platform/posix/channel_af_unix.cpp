// SPDX-License-Identifier: BSL-1.0
// Streams by way of a listening socket with a path, for systems where no pair of sockets can be had in one call. The
// path lives for the few calls that this takes.
#include <sys/socket.h>
#include <algorithm>
#include <array>
#include <cerrno>

#include "common/probe.hpp"
#include "platform/random.hpp"
#include "posix/descriptor.hpp"
#include "posix/unix_socket.hpp"

namespace multiprocessing::platform {
namespace {

using cookie = std::array<std::byte, 16>;

/// Whether the other side of `accepted` is the end that the cookie was written to. It was written before this asks, so
/// there is nothing to wait for.
bool begins_with(const handle& accepted, const cookie& wanted) {
  cookie got{};
  const ssize_t count =
      retried([&] { return ::recv(descriptor(accepted.native()), got.data(), got.size(), MSG_DONTWAIT); });
  return count == static_cast<ssize_t>(got.size()) && std::ranges::equal(got, wanted);
}

result<stream_ends> make_pair() {
  cookie secret;
  if (auto filled = random_bytes(secret); !filled) return filled.error();
  auto listening = listening_socket::make();
  if (!listening) return listening.error();
  auto connected = connect_to_name(listening->name(), {});
  if (!connected) return connected.error();
  listening->remove_path();
  const auto written = write_some(connected->native(), secret);
  if (!written) return written.error();
  while (true) {
    auto accepted = listening->accept_pending();
    if (!accepted) return accepted.error();
    if (!*accepted) return native_error("accept", ECONNABORTED, "the connection of this process is not there");
    // Another process of this user may have been quicker; it is let go.
    if (begins_with(*accepted, secret)) return stream_ends{*std::move(accepted), *std::move(connected)};
  }
}

result<pipe_ends> make_one_way() {
  auto ends = make_pair();
  if (!ends) return ends.error();
  return in_one_direction(*std::move(ends));
}

evidence probe() {
  const auto made = make_one_way();
  if (!made) return seen_failing(made.error());
  return seen_working("bind, listen, connect, accept");
}

}  // namespace

extern const channel_strategy af_unix_channel;
const channel_strategy af_unix_channel{{"af-unix", probe}, make_one_way, make_pair};

}  // namespace multiprocessing::platform
