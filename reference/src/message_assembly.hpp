// SPDX-License-Identifier: BSL-1.0
// Puts a message together from its pieces, and drops what belongs to nothing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>

#include "multiprocessing/serialization.hpp"

namespace multiprocessing::detail {

class MessageAssembly {
 public:
  /// A first piece of a message of `total` bytes.
  void begin(std::uint32_t serial, std::uint64_t total) {
    drop();
    total_ = total;
    serial_ = serial;
    begun_ = true;
    message_.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(total, reserve_bytes)));
  }
  /// More of the message `serial`; what lies beyond its end is left out. True if that completes it.
  bool add(std::uint32_t serial, std::span<const std::byte> payload) {
    if (!begun_ || serial != serial_) {
      // The rest of a message whose beginning went to a reader that died: counted once for each message.
      if (!orphan_ || *orphan_ != serial) ++lost_;
      orphan_ = serial;
      return false;
    }
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(payload.size(), total_ - message_.size()));
    message_.insert(message_.end(), payload.begin(), payload.begin() + static_cast<std::ptrdiff_t>(size));
    return message_.size() == total_;
  }
  void drop() {
    if (begun_) ++lost_;
    begun_ = false;
    message_.clear();
  }
  [[nodiscard]] bool begun() const noexcept { return begun_; }
  [[nodiscard]] std::uint32_t serial() const noexcept { return serial_; }
  [[nodiscard]] unsigned lost() const noexcept { return lost_; }
  [[nodiscard]] Bytes take() { return std::move(message_); }

 private:
  static constexpr std::uint64_t reserve_bytes = 1024 * 1024;  // no more is believed before it has come

  Bytes message_;
  std::uint64_t total_ = 0;
  std::uint32_t serial_ = 0;
  std::optional<std::uint32_t> orphan_;
  unsigned lost_ = 0;
  bool begun_ = false;
};

}  // namespace multiprocessing::detail
