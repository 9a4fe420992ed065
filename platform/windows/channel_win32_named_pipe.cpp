// SPDX-License-Identifier: BSL-1.0
// Streams as named pipes with one instance, whose name means nothing once both ends are open.
#include <array>

#include "common/probe.hpp"
#include "platform/channel.hpp"
#include "windows/named_pipe.hpp"

namespace multiprocessing::platform {
namespace {

result<stream_ends> make_ends(pipe_direction direction) {
  const auto name = random_pipe_name();
  if (!name) return name.error();
  auto server = create_pipe_instance(*name, {direction, true, true});
  if (!server) return server.error();
  // There is one instance: if this succeeds, nobody else has got the other end.
  auto client = open_pipe(*name, direction);
  if (!client) return client.error();
  return stream_ends(*std::move(server), *std::move(client));
}

result<pipe_ends> make_a_pipe() {
  auto ends = make_ends(pipe_direction::inbound);
  if (!ends) return ends.error();
  return pipe_ends{std::move(ends->first), std::move(ends->second)};
}

result<stream_ends> make_a_stream_pair() { return make_ends(pipe_direction::duplex); }

evidence probe() {
  auto ends = make_a_stream_pair();
  if (!ends) return seen_failing(ends.error());
  std::array<std::byte, 1> byte{std::byte{1}};
  for (const auto& [from, to] : {std::pair(ends->first.native(), ends->second.native()),
                                 std::pair(ends->second.native(), ends->first.native())}) {
    if (const auto written = write_some(from, byte); !written) return seen_failing(written.error());
    const auto got = read_some(to, byte);
    if (!got) return seen_failing(got.error());
    if (*got != 1) return seen_misbehaving("ReadFile", "a byte that was written does not arrive");
  }
  ends->first.reset();
  const auto end = read_some(ends->second.native(), byte);
  if (!end) return seen_failing(end.error());
  if (*end != 0) return seen_misbehaving("ReadFile", "the end of a pipe is not seen as its end");
  return seen_working("CreateNamedPipeW, CreateFileW, ReadFile, WriteFile");
}

}  // namespace

extern const channel_strategy win32_named_pipe_channel;
const channel_strategy win32_named_pipe_channel{{"win32-named-pipe", probe}, make_a_pipe, make_a_stream_pair};

}  // namespace multiprocessing::platform
