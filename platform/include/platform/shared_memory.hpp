// SPDX-License-Identifier: BSL-1.0
// Memory without a name that processes share by inheriting its handle.
#pragma once

#include <cstddef>
#include <span>

#include "platform/handle.hpp"
#include "platform/strategy.hpp"

namespace multiprocessing::platform {

/// One mapped region. Its size is fixed, its bytes begin as zero, and it vanishes with its last user.
class shared_memory {
 public:
  shared_memory() noexcept = default;
  shared_memory(handle backing, std::span<std::byte> bytes) noexcept : backing_(std::move(backing)), bytes_(bytes) {}
  shared_memory(shared_memory&& other) noexcept
      : backing_(std::move(other.backing_)), bytes_(std::exchange(other.bytes_, {})) {}
  shared_memory& operator=(shared_memory&& other) noexcept {
    if (this != &other) {
      unmap();
      backing_ = std::move(other.backing_);
      bytes_ = std::exchange(other.bytes_, {});
    }
    return *this;
  }
  ~shared_memory() { unmap(); }

  [[nodiscard]] std::span<std::byte> bytes() const noexcept { return bytes_; }
  [[nodiscard]] native_handle native() const noexcept { return backing_.native(); }

 private:
  void unmap() noexcept;

  handle backing_;
  std::span<std::byte> bytes_;
};

struct shared_memory_strategy : strategy {
  /// A handle to `size` bytes of zeros that are really there: a full device is an error here, never a fault later.
  result<handle> (*create)(std::size_t size);
};

/// What this build has, in the order of preference of the target.
[[nodiscard]] std::span<const shared_memory_strategy* const> shared_memory_strategies();

/// A new region of at least one byte by the strategy that serves.
result<shared_memory> make_shared_memory(std::size_t size);
/// Maps what `backing` refers to; takes the handle.
result<shared_memory> map_shared_memory(handle backing, std::size_t size);

}  // namespace multiprocessing::platform
