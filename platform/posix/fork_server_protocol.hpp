// SPDX-License-Identifier: BSL-1.0
// What a fork server and its asker say to each other. The control stream carries nothing but one handle for each child:
// the server's end of a stream made for that child, and on it goes all the rest. So a request that fails half way ends
// with its stream, and the next one begins clean.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "platform/channel.hpp"
#include "platform/handle_passing.hpp"

namespace multiprocessing::platform {

/// First on the child's stream, followed by the message, and then by the handles in messages of send_handles.
struct fork_request {
  std::uint64_t message_bytes;
  std::uint64_t handles;
};

/// The server's answer to it. `code` is errno where there is no child.
struct fork_reply {
  std::int64_t pid;
  std::int32_t code;
};

/// The last word of the server on a child's stream.
struct fork_end {
  std::int32_t exit_code;
};

/// From the asker, at any time between the two: the server sends it while the child is not reaped, so that it reaches
/// that child and nobody else.
struct fork_signal {
  std::int32_t number;
};

inline constexpr int server_lost_code = 255;

result<> write_whole(native_handle to, std::span<const std::byte> bytes);
/// broken_pipe if the stream ends before.
result<> read_whole(native_handle from, std::span<std::byte> into);

template <class T>
result<> write_value(native_handle to, const T& value) {
  return write_whole(to, std::as_bytes(std::span(&value, 1)));
}
template <class T>
result<> read_value(native_handle from, T& value) {
  return read_whole(from, std::as_writable_bytes(std::span(&value, 1)));
}

}  // namespace multiprocessing::platform
