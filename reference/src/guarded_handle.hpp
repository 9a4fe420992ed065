// SPDX-License-Identifier: BSL-1.0
// A handle that one thread may close while another uses it: it is really closed when the last use ends, so that its
// number never comes to mean something else in the middle of a call.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

#include "platform/handle.hpp"

namespace multiprocessing::detail {

class GuardedHandle {
 public:
  explicit GuardedHandle(platform::handle owned) noexcept : owned_(std::move(owned)) {
    if (!owned_) state_ = closed_bit;
  }

  class Use {
   public:
    explicit Use(GuardedHandle* guarded) noexcept : guarded_(guarded) {}
    Use(Use&& other) noexcept : guarded_(std::exchange(other.guarded_, nullptr)) {}
    Use& operator=(Use&&) = delete;
    ~Use() {
      if (guarded_ != nullptr) guarded_->end_use();
    }
    explicit operator bool() const noexcept { return guarded_ != nullptr; }
    [[nodiscard]] platform::native_handle native() const noexcept { return guarded_->owned_.native(); }

   private:
    GuardedHandle* guarded_;
  };

  /// Empty if the handle is closed.
  [[nodiscard]] Use use() noexcept {
    auto seen = state_.load();
    do {
      if ((seen & closed_bit) != 0) return Use(nullptr);
    } while (!state_.compare_exchange_weak(seen, seen + 1));
    return Use(this);
  }
  [[nodiscard]] bool closed() const noexcept { return (state_.load() & closed_bit) != 0; }
  void close() noexcept {
    if (state_.fetch_or(closed_bit) == 0) owned_.reset();
  }
  /// In a forked child: the threads that used it are not here.
  void forget_uses() noexcept {
    const auto was = state_.exchange(state_.load() & closed_bit);
    if ((was & closed_bit) != 0) owned_.reset();
  }

 private:
  static constexpr std::uint32_t closed_bit = 0x8000'0000U;

  void end_use() noexcept {
    if (state_.fetch_sub(1) == (closed_bit | 1U)) owned_.reset();
  }

  platform::handle owned_;
  std::atomic<std::uint32_t> state_{0};
};

}  // namespace multiprocessing::detail
