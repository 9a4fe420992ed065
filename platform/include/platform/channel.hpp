// SPDX-License-Identifier: BSL-1.0
// Byte streams between processes.
#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include "platform/clock.hpp"
#include "platform/handle.hpp"
#include "platform/strategy.hpp"

namespace multiprocessing::platform {

struct pipe_ends {
  handle reader;
  handle writer;
};
using stream_ends = std::pair<handle, handle>;

struct channel_strategy : strategy {
  result<pipe_ends> (*make_pipe)();           // null where the mechanism has no such thing
  result<stream_ends> (*make_stream_pair)();  // null where the mechanism has no such thing
};

/// What this build has, in the order of preference of the target.
[[nodiscard]] std::span<const channel_strategy* const> channel_strategies();

/// A stream in one direction, by the strategy that serves out of those that have one.
result<pipe_ends> make_pipe();
/// Two ends that both read and write, by the strategy that serves out of those that have them.
result<stream_ends> make_stream_pair();

/// Reads what is there, at most `into.size()` bytes, waiting for the first. Zero is the end of the stream.
result<std::size_t> read_some(native_handle from, std::span<std::byte> into);
/// Writes some of `bytes`, waiting for room: zero of them if the deadline passed first. broken_pipe if nobody can read
/// any more; no signal is raised.
/// Up to atomic_write_bytes() go in one piece or not at all, even if the writer is killed meanwhile. With a deadline
/// that holds for one writer at a time: another one can take the room that this one has seen, so that a pipe makes it
/// wait for longer and a stream pair takes a part.
result<std::size_t> write_some(native_handle to, std::span<const std::byte> bytes,
                               const deadline& until = std::nullopt);
/// PIPE_BUF, at least 512.
[[nodiscard]] std::size_t atomic_write_bytes();

}  // namespace multiprocessing::platform
