// SPDX-License-Identifier: BSL-1.0
// Pipes and stream pairs made by the strategy that serves.
#include "platform/channel.hpp"

#include "common/selection.hpp"

namespace multiprocessing::platform {
namespace {

constinit choice_cache pipe_chosen_before;
constinit choice_cache pair_chosen_before;

}  // namespace

result<pipe_ends> make_pipe() {
  const auto chosen = serving("channel", channel_strategies(), pipe_chosen_before,
                              [](const channel_strategy& each) { return each.make_pipe != nullptr; });
  if (!chosen) return chosen.error();
  return (*chosen)->make_pipe();
}

result<stream_ends> make_stream_pair() {
  const auto chosen = serving("channel", channel_strategies(), pair_chosen_before,
                              [](const channel_strategy& each) { return each.make_stream_pair != nullptr; });
  if (!chosen) return chosen.error();
  return (*chosen)->make_stream_pair();
}

}  // namespace multiprocessing::platform
