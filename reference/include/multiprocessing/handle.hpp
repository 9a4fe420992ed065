// SPDX-License-Identifier: BSL-1.0
// Handle: a handle of the system with an owner.
#pragma once

#include <cstdint>
#include <utility>

namespace multiprocessing {

/// A file descriptor, or a HANDLE or SOCKET of Windows, that is closed with this object. Programs that this process
/// launches do not inherit it.
///
/// Fork     A forked child has a copy of the handle, and closes it with its copy of this object.
class Handle {
 public:
  Handle() noexcept = default;  // none
  /// Takes over a handle of the program's own. A negative number is none.
  explicit Handle(std::intptr_t native) noexcept : native_(native < 0 ? none : native) {}
  ///@{
  /// Only one object has the handle.
  Handle(Handle&& other) noexcept : native_(other.release()) {}
  Handle& operator=(Handle&& other) noexcept {
    Handle old(std::exchange(native_, other.release()));
    return *this;
  }
  ///@}
  ~Handle();

  /// Whether there is one.
  [[nodiscard]] explicit operator bool() const noexcept { return native_ != none; }
  /// The number that the system knows it by.
  [[nodiscard]] std::intptr_t native() const noexcept { return native_; }
  /// Gives it up without closing it: for Boost.Asio and others that take handles over.
  [[nodiscard]] std::intptr_t release() noexcept { return std::exchange(native_, none); }

 private:
  static constexpr std::intptr_t none = -1;
  std::intptr_t native_ = none;
};

}  // namespace multiprocessing
