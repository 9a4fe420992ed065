// SPDX-License-Identifier: BSL-1.0
// Messages in a stream of bytes, as CPython frames them (Lib/multiprocessing/connection.py, 3.14): four bytes of
// length, most significant first; -1 and eight bytes for more than 0x7fffffff.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "multiprocessing/serialization.hpp"

namespace multiprocessing::detail {

/// Where the bytes of a message come from.
class ByteSource {
 public:
  /// Fills the beginning of `into` and says how much; 0 at the end. Waits for the first byte.
  virtual std::size_t read(std::span<std::byte> into) = 0;

 protected:
  ~ByteSource() = default;
};

/// A length that no message has, or one beyond what was allowed: what follows in the stream has no meaning.
class BadFrameLength : public OSError {
 public:
  BadFrameLength() : OSError(std::make_error_code(std::errc::bad_message), "bad message length") {}
};

/// What stands before a message of that length.
class FrameHeader {
 public:
  static constexpr std::size_t longest = 12;
  explicit FrameHeader(std::uint64_t length) noexcept;
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return std::span(bytes_).first(size_); }

 private:
  std::array<std::byte, longest> bytes_{};
  std::size_t size_;
};

/// The length of the next message. EOFError if the stream ends before it begins, OSError if it ends in between,
/// BadFrameLength.
std::uint64_t read_frame_length(ByteSource& source, std::uint64_t longest);

/// The rest of a message, with memory as bytes arrive, whatever the length says. OSError if the stream ends too early.
Bytes read_frame_body(ByteSource& source, std::uint64_t length);
void read_frame_body(ByteSource& source, std::span<std::byte> into);

}  // namespace multiprocessing::detail
