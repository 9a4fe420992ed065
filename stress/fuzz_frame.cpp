// SPDX-License-Identifier: BSL-1.0
// Frames of a connection that nobody has written with care. Whatever the bytes: messages come out as they went in, or
// an error does, and no more memory is taken than bytes have arrived.
#include <algorithm>

#include "frame.hpp"
#include "fuzz.hpp"

namespace {

namespace mp = multiprocessing;
using mp::detail::FrameHeader;

constexpr std::uint64_t longest = 1U << 20U;
constexpr std::size_t first_piece = 64 * 1024;  // what a frame may take before anything of it has arrived

/// The bytes in pieces of a size that the first one says, as a stream delivers them.
class Stream final : public mp::detail::ByteSource {
 public:
  explicit Stream(std::span<const std::byte> bytes)
      : piece_(bytes.empty() ? 1 : 1 + std::to_integer<std::size_t>(bytes.front())),
        rest_(bytes.subspan(bytes.empty() ? 0 : 1)) {}

  std::size_t read(std::span<std::byte> into) override {
    const auto count = std::min({into.size(), rest_.size(), piece_});
    std::ranges::copy(rest_.first(count), into.begin());
    rest_ = rest_.subspan(count);
    return count;
  }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }

 private:
  std::size_t piece_;
  std::span<const std::byte> rest_;
};

fuzz::Input stream_of(const std::vector<std::size_t>& lengths, std::uint8_t piece) {
  fuzz::Input input{piece};
  for (const auto length : lengths) {
    const FrameHeader header(length);
    const auto bytes = fuzz::input_of(header.bytes());
    input.insert(input.end(), bytes.begin(), bytes.end());
    input.insert(input.end(), length, 'x');
  }
  return input;
}

}  // namespace

std::vector<fuzz::Input> fuzz::seeds() {
  auto long_form = stream_of({}, 200);
  for (const int byte : {255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 2, 104, 105}) {
    long_form.push_back(static_cast<std::uint8_t>(byte));
  }
  return {stream_of({3, 0, 5}, 200), stream_of({300}, 3), stream_of({1, 2, 3, 4}, 0), long_form};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  Stream stream(bytes);
  try {
    while (true) {
      const auto before = stream.left();
      const auto length = mp::detail::read_frame_length(stream, longest);
      fuzz::require(length <= longest, "a length beyond the limit is refused");
      const auto header_size = before - stream.left();
      fuzz::require(header_size == 4 || header_size == 12, "a header has 4 bytes, or 12");
      const auto message = bytes.subspan(bytes.size() - stream.left());
      const auto body = mp::detail::read_frame_body(stream, length);
      fuzz::require(body.size() == length, "a message has the length that was announced");
      fuzz::require(std::ranges::equal(body, message.first(body.size())), "a message arrives as it was sent");
      fuzz::require(body.capacity() <= std::max(2 * size, first_piece), "memory is taken as bytes arrive");
    }
  } catch (const mp::EOFError&) {
    fuzz::require(stream.left() == 0, "the end is told at the end");
  } catch (const mp::OSError&) {
    // A length that is none, or an end in the middle.
  }
  return 0;
}
