// SPDX-License-Identifier: BSL-1.0
// What clients and servers of a manager say to each other, as bytes.
#include "message.hpp"

#include <algorithm>
#include <bit>
#include <string_view>

namespace multiprocessing::detail {
namespace {

/// Values travel as they lie in memory, so both sides must lay them out alike.
std::string layout() {
  return "procport manager 1, " + std::string(std::endian::native == std::endian::little ? "little" : "big") +
         " endian, long " + std::to_string(sizeof(long)) + ", size_t " + std::to_string(sizeof(std::size_t)) +
         ", wchar_t " + std::to_string(sizeof(wchar_t)) + ", long double " + std::to_string(sizeof(long double)) + "\n";
}

void require_end(const InputArchive& archive) {
  if (archive.remaining() != 0) throw UnpicklingError("a message of a manager is longer than what it says");
}

}  // namespace

Bytes encode(const Request& request) {
  OutputArchive archive;
  archive(static_cast<std::uint8_t>(request.ask), request.id, request.name, request.key);
  save_bytes(archive, request.body);
  return archive.take();
}

Request decode_request(std::span<const std::byte> bytes) {
  InputArchive archive(bytes);
  Request request;
  std::uint8_t ask = 0;
  archive(ask, request.id, request.name, request.key);
  load_bytes(archive, request.body);
  require_end(archive);
  if (ask > static_cast<std::uint8_t>(last_ask)) throw UnpicklingError("a manager is asked for something unknown");
  request.ask = static_cast<Ask>(ask);
  return request;
}

Bytes encode(const Answer& answer) {
  OutputArchive archive;
  archive(answer.failed);
  save_bytes(archive, answer.body);
  return archive.take();
}

Answer decode_answer(std::span<const std::byte> bytes) {
  InputArchive archive(bytes);
  Answer answer;
  archive(answer.failed);
  load_bytes(archive, answer.body);
  require_end(archive);
  return answer;
}

Bytes encode_hello(std::span<const std::byte> session) {
  const auto text = layout();
  const auto bytes = std::as_bytes(std::span(text));
  Bytes hello(bytes.begin(), bytes.end());
  hello.insert(hello.end(), session.begin(), session.end());
  return hello;
}

Bytes decode_hello(std::span<const std::byte> bytes) {
  const auto ours = layout();
  const auto expected = std::as_bytes(std::span(ours));
  if (bytes.size() != expected.size() + session_bytes || !std::equal(expected.begin(), expected.end(), bytes.begin())) {
    throw UnpicklingError("the client of a manager is not of the same kind as its server, which is " +
                          ours.substr(0, ours.size() - 1));
  }
  const auto session = bytes.last(session_bytes);
  return {session.begin(), session.end()};
}

}  // namespace multiprocessing::detail
