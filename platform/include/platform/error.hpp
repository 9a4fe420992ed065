// SPDX-License-Identifier: BSL-1.0
// What went wrong in a primitive: which operation, and the native code of the system.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

namespace multiprocessing::platform {

/// A failed operation. `operation` names the call as the system's manual does ("sem_open", "pidfd_open").
struct error {
  std::string_view operation;
  std::error_code code;
  std::string reason;

  /// One sentence for people: the operation, the native message and the reason, where there is one.
  [[nodiscard]] std::string message() const;
  /// True if the system cannot do this at all, as opposed to a failure of this one call.
  [[nodiscard]] bool unsupported() const noexcept { return code == std::errc::not_supported; }
};

/// The error of a call that has just failed with the native `code` (errno, GetLastError).
[[nodiscard]] error native_error(std::string_view operation, int code, std::string reason = {});
/// The error of an operation that this target does not have, with the reason.
[[nodiscard]] error unsupported_error(std::string_view operation, std::string reason);

/// A value or an error; the layer above decides what is thrown.
template <class T = void>
class [[nodiscard]] result {
 public:
  result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  result(platform::error failure) : state_(std::in_place_index<1>, std::move(failure)) {}

  explicit operator bool() const noexcept { return state_.index() == 0; }
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  [[nodiscard]] const platform::error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, platform::error> state_;
};

template <>
class [[nodiscard]] result<void> {
 public:
  result() = default;
  result(platform::error failure) : failure_(std::move(failure)) {}

  explicit operator bool() const noexcept { return !failure_; }
  [[nodiscard]] const platform::error& error() const { return *failure_; }

 private:
  std::optional<platform::error> failure_;
};

}  // namespace multiprocessing::platform
