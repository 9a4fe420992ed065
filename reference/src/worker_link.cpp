// SPDX-License-Identifier: BSL-1.0
// A worker, as its pool sees it. Nothing here waits: neither for room, since the channel is empty when a piece is sent,
// nor for the rest of a message.
#include "worker_link.hpp"

#include <algorithm>
#include <array>

#include "frame.hpp"
#include "platform/channel.hpp"
#include "platform/limits.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

constexpr std::size_t header_bytes = 5;  // of a short message: the length and the kind
constexpr std::size_t read_bytes = 64 * 1024;
constexpr std::size_t many_pieces = 16;  // from here on it pays to know how much the channel holds

/// What an empty channel has room for in any case.
std::size_t sure_piece_bytes() { return platform::atomic_write_bytes() - header_bytes; }

/// A good part of what it is seen to hold.
std::size_t large_piece_bytes() {
  static const std::size_t found = [] {
    for (const auto& limit : platform::report_limits()) {
      if (limit.name == "stream-capacity" && limit.value) {
        return std::max(sure_piece_bytes(),
                        static_cast<std::size_t>(std::min<std::uint64_t>(*limit.value / 4, 1U << 18U)));
      }
    }
    return sure_piece_bytes();
  }();
  return found;
}

}  // namespace

void WorkerLink::send(std::span<const std::byte> request) {
  request_ = request;
  sent_ = 0;
  send_piece();
}

void WorkerLink::send_piece() {
  const auto left = request_.subspan(sent_);
  if (left.empty()) return;
  const bool large = request_.size() > sure_piece_bytes() * many_pieces;
  const auto count = std::min(left.size(), large ? large_piece_bytes() : sure_piece_bytes());
  sent_ += count;
  write(count == left.size() ? ToWorker::last : ToWorker::piece, left.first(count));
}

void WorkerLink::send_end() { write(ToWorker::end, {}); }

void WorkerLink::write(ToWorker kind, std::span<const std::byte> bytes) {
  const FrameHeader header(bytes.size() + 1);
  Bytes frame(header.bytes().begin(), header.bytes().end());
  frame.push_back(static_cast<std::byte>(kind));
  frame.insert(frame.end(), bytes.begin(), bytes.end());
  for (std::span<const std::byte> rest = frame; !rest.empty();) {
    const auto written = platform::write_some(channel.fileno(), rest);
    if (!written) return;  // it has ended, as its sentinel will say
    rest = rest.subspan(*written);
  }
}

void WorkerLink::read() {
  std::array<std::byte, read_bytes> buffer;
  const auto count = platform::read_some(channel.fileno(), buffer);
  if (!count || *count == 0) {
    open = false;
    return;
  }
  incoming_.feed(std::span(buffer).first(*count));
}

}  // namespace multiprocessing::detail
