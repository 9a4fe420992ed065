// SPDX-License-Identifier: BSL-1.0
// What clients and servers of a manager say to each other, as bytes. Nothing that arrives is believed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "multiprocessing/managers/stored.hpp"

namespace multiprocessing::detail {

/// What a client asks for. The comments say which members count.
enum class Ask : std::uint8_t {
  create,    // name: the type; key: how it is made; body: arguments. Answered with an id
  get,       // name: an object that was there before the server. Answered with an id
  call,      // id; key: the method; body: arguments. Answered with the result
  release,   // id: one reference fewer. Not answered
  lend,      // id: a proxy of it is sent on
  claim,     // id: a proxy of it has arrived
  inherit,   // body: the session whose references this one gets as well
  count,     // Answered with the number of objects
  shutdown,  // Ends the server
};
inline constexpr auto last_ask = Ask::shutdown;

struct Request {
  Ask ask = Ask::count;
  ObjectId id = 0;
  std::string name;
  std::string key;
  Bytes body;
};

struct Answer {
  bool failed = false;
  Bytes body;  // the result, or a RemoteFailure
};

[[nodiscard]] Bytes encode(const Request& request);
/// Throws UnpicklingError if the bytes are none.
[[nodiscard]] Request decode_request(std::span<const std::byte> bytes);
[[nodiscard]] Bytes encode(const Answer& answer);
[[nodiscard]] Answer decode_answer(std::span<const std::byte> bytes);

/// The first message of a connection: who the client is, and how values lie in its memory.
inline constexpr std::size_t session_bytes = 16;
inline constexpr std::size_t longest_hello = 256;
[[nodiscard]] Bytes encode_hello(std::span<const std::byte> session);
/// The session. Throws UnpicklingError, saying what differs, if the client is of another kind.
[[nodiscard]] Bytes decode_hello(std::span<const std::byte> bytes);

}  // namespace multiprocessing::detail
