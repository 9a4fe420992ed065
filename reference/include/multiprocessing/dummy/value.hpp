// SPDX-License-Identifier: BSL-1.0
// Value among threads.
#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "multiprocessing/dummy/lock.hpp"
#include "multiprocessing/synchronized.hpp"

namespace multiprocessing::dummy {

/// multiprocessing::Value, among the threads of this process. Copies name the same one.
///
/// Errors   OwnerDiedError from every access through the lock if a thread has ended with it, until recover().
///
/// Promises DUMMY-VALUE
/// Differs  T may be anything.
template <class T, class L = RLock>
class Value {
 public:
  using Guard = Synchronized<std::shared_ptr<T>, L>;  ///< what synchronize() gives

  /// Zero.
  Value() : Value(T{}) {}
  /// With a lock that others may use as well, or one of its own.
  explicit Value(T initial, L lock = L()) : value_(std::make_shared<T>(std::move(initial))), lock_(std::move(lock)) {}

  ///@{
  /// As those of multiprocessing::Value.
  [[nodiscard]] T get() const { return *synchronize(); }
  void set(const T& value) const { *synchronize() = value; }
  template <std::invocable<T&> F>
  auto update(F&& change) const -> std::invoke_result_t<F, T&> {
    const auto guard = synchronize();
    return std::invoke(std::forward<F>(change), *guard);
  }
  [[nodiscard]] Guard synchronize() const { return Guard(detail::live(value_, "Value"), lock_); }
  [[nodiscard]] std::optional<Guard> try_synchronize(Timeout timeout = std::chrono::nanoseconds{0}) const {
    return Guard::within(detail::live(value_, "Value"), lock_, timeout);
  }
  [[nodiscard]] L get_lock() const { return lock_; }
  void recover() const { L(lock_).recover(); }
  [[nodiscard]] Value copy() const { return Value(get()); }
  ///@}

 private:
  std::shared_ptr<T> value_;
  L lock_;
};

}  // namespace multiprocessing::dummy
