// SPDX-License-Identifier: BSL-1.0
// Streams in one direction as pipes. A pipe cannot be a stream pair: its ends do one thing each.
#include "common/probe.hpp"
#include "platform/channel.hpp"
#include "posix/descriptor_pair.hpp"

namespace multiprocessing::platform {
namespace {

result<pipe_ends> make() {
  auto pair = descriptor_pipe();
  if (!pair) return pair.error();
  return pipe_ends{std::move(pair->first), std::move(pair->second)};
}

evidence probe() {
  const auto made = make();
  if (!made) return seen_failing(made.error());
  return seen_working("pipe");
}

}  // namespace

extern const channel_strategy pipe_channel;
const channel_strategy pipe_channel{{"pipe", probe}, make, nullptr};

}  // namespace multiprocessing::platform
