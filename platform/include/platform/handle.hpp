// SPDX-License-Identifier: BSL-1.0
// An owned operating-system handle. Nothing is inherited by launched programs unless a launch names it.
#pragma once

#include <cstdint>
#include <utility>

#include "platform/error.hpp"

namespace multiprocessing::platform {

using native_handle = std::intptr_t;  // an int descriptor on POSIX, a HANDLE on Windows
inline constexpr native_handle invalid_handle = -1;

/// Owns one native handle and closes it. Every handle that this layer makes is close-on-exec.
class handle {
 public:
  handle() noexcept = default;
  explicit handle(native_handle native) noexcept : native_(native) {}
  handle(handle&& other) noexcept : native_(std::exchange(other.native_, invalid_handle)) {}
  handle& operator=(handle&& other) noexcept {
    if (this != &other) {
      reset();
      native_ = std::exchange(other.native_, invalid_handle);
    }
    return *this;
  }
  ~handle() { reset(); }

  [[nodiscard]] native_handle native() const noexcept { return native_; }
  explicit operator bool() const noexcept { return native_ != invalid_handle; }
  [[nodiscard]] native_handle release() noexcept { return std::exchange(native_, invalid_handle); }
  void reset() noexcept;

 private:
  native_handle native_ = invalid_handle;
};

/// A second handle to the same object, owned by this process.
result<handle> duplicate(native_handle native);

/// Says that this handle means something in this process alone: a forked child closes its copy before anything else
/// runs there, so that an end of file which depends on it is not held back by siblings. Closing the handle forgets it.
void keep_from_children(native_handle native);

}  // namespace multiprocessing::platform
