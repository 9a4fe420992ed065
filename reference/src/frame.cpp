// SPDX-License-Identifier: BSL-1.0
// Messages in a stream of bytes.
#include "frame.hpp"

#include <algorithm>

#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

constexpr std::uint64_t longest_short_message = 0x7fff'ffff;
constexpr std::uint64_t long_message_follows = 0xffff'ffff;
constexpr std::uint64_t first_piece = 64 * 1024;  // a length is believed only as far as bytes have arrived

void put_big_endian(std::uint64_t value, std::span<std::byte> into) {
  for (auto place = into.rbegin(); place != into.rend(); ++place, value >>= 8) *place = static_cast<std::byte>(value);
}

std::uint64_t get_big_endian(std::span<const std::byte> from) {
  std::uint64_t value = 0;
  for (const auto byte : from) value = value << 8 | std::to_integer<std::uint64_t>(byte);
  return value;
}

/// Fills `into` as far as the stream goes.
std::size_t read_up_to(ByteSource& source, std::span<std::byte> into) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    const auto count = source.read(into.subspan(filled));
    if (count == 0) break;
    filled += count;
  }
  return filled;
}

}  // namespace

FrameHeader::FrameHeader(std::uint64_t length) noexcept : size_(length <= longest_short_message ? 4 : 12) {
  put_big_endian(size_ == 4 ? length : long_message_follows, std::span(bytes_).first(4));
  if (size_ > 4) put_big_endian(length, std::span(bytes_).subspan(4));
}

void read_frame_body(ByteSource& source, std::span<std::byte> into) {
  if (read_up_to(source, into) == into.size()) return;
  raise_os(std::errc::io_error, "the other end was closed in the middle of a message");
}

std::uint64_t read_frame_length(ByteSource& source, std::uint64_t longest) {
  std::array<std::byte, 8> header;
  const auto first = std::span(header).first(4);
  const auto beginning = read_up_to(source, first);
  if (beginning == 0) throw EOFError();
  if (beginning < first.size()) read_frame_body(source, first.subspan(beginning));
  auto length = get_big_endian(first);
  if (length == long_message_follows) {
    read_frame_body(source, header);
    length = get_big_endian(header);
  } else if (length > longest_short_message) {
    throw BadFrameLength();
  }
  if (length > std::min<std::uint64_t>(longest, Bytes().max_size())) throw BadFrameLength();
  return length;
}

Bytes read_frame_body(ByteSource& source, std::uint64_t length) {
  Bytes message;
  while (message.size() < length) {
    const auto have = message.size();
    message.resize(have +
                   static_cast<std::size_t>(std::min(length - have, std::max<std::uint64_t>(have, first_piece))));
    read_frame_body(source, std::span(message).subspan(have));
  }
  return message;
}

}  // namespace multiprocessing::detail
