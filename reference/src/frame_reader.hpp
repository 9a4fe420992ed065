// SPDX-License-Identifier: BSL-1.0
// The messages of a Connection, put together from what has come of them so far: for a reader that must not wait.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <span>

#include "multiprocessing/serialization.hpp"

namespace multiprocessing::detail {

class FrameReader {
 public:
  void feed(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      if (!body_wanted_) {
        bytes = bytes.subspan(feed_header(bytes));
      } else {
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(*body_wanted_ - body_.size(), bytes.size()));
        body_.insert(body_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
        bytes = bytes.subspan(count);
      }
      if (body_wanted_ && body_.size() == *body_wanted_) {
        whole_.push_back(std::move(body_));
        body_.clear();
        body_wanted_.reset();
        header_bytes_ = 0;
      }
    }
  }
  [[nodiscard]] std::optional<Bytes> next() {
    if (whole_.empty()) return std::nullopt;
    auto message = std::move(whole_.front());
    whole_.pop_front();
    return message;
  }

 private:
  /// Four bytes, or twelve after a length of -1, most significant first.
  std::size_t feed_header(std::span<const std::byte> bytes) {
    const auto number = [this](std::size_t from, std::size_t count) {
      std::uint64_t value = 0;
      for (const auto byte : std::span(header_).subspan(from, count)) {
        value = value << 8U | std::to_integer<std::uint64_t>(byte);
      }
      return value;
    };
    std::size_t used = 0;
    while (used < bytes.size() && !body_wanted_) {
      header_[header_bytes_++] = bytes[used++];
      if (header_bytes_ == 4 && number(0, 4) != 0xffff'ffffU) body_wanted_ = number(0, 4);
      if (header_bytes_ == 12) body_wanted_ = number(4, 8);
    }
    return used;
  }

  std::array<std::byte, 12> header_{};
  std::size_t header_bytes_ = 0;
  std::optional<std::uint64_t> body_wanted_;
  Bytes body_;
  std::deque<Bytes> whole_;
};

}  // namespace multiprocessing::detail
