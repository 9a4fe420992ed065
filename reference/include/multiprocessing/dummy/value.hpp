// SPDX-License-Identifier: BSL-1.0
// Value among threads.
#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "multiprocessing/dummy/lock.hpp"

namespace multiprocessing::dummy {

namespace detail {

/// A reference to what a lock guards, which is held as long as this lives.
template <class T, class L>
class Guarded {
 public:
  Guarded(std::shared_ptr<T> object, L lock) : object_(std::move(object)), lock_(std::move(lock)) { lock_.lock(); }
  Guarded(std::shared_ptr<T> object, L lock, std::adopt_lock_t) noexcept
      : object_(std::move(object)), lock_(std::move(lock)) {}
  Guarded(Guarded&& other) noexcept = default;
  Guarded& operator=(Guarded&&) = delete;
  ~Guarded() {
    if (object_) lock_.release();
  }
  static std::optional<Guarded> within(std::shared_ptr<T> object, L lock, const Timeout& timeout) {
    if (!lock.acquire(timeout)) return std::nullopt;
    return std::optional<Guarded>(std::in_place, std::move(object), std::move(lock), std::adopt_lock);
  }

  [[nodiscard]] T& operator*() const { return *object_; }
  [[nodiscard]] T* operator->() const { return object_.get(); }
  [[nodiscard]] decltype(auto) operator[](std::size_t index) const requires requires(T& object) { object[index]; }
  { return (*object_)[index]; }
  [[nodiscard]] auto begin() const requires requires(T& object) { object.begin(); }
  { return object_->begin(); }
  [[nodiscard]] auto end() const requires requires(T& object) { object.end(); }
  { return object_->end(); }

 private:
  std::shared_ptr<T> object_;
  L lock_;
};

}  // namespace detail

/// multiprocessing::Value, among the threads of this process. Copies name the same one.
///
/// Errors   OwnerDiedError from every access through the lock if a thread has ended with it, until recover().
///
/// Promises DUMMY-VALUE
/// Differs  T may be anything.
template <class T, class L = RLock>
class Value {
 public:
  using Guard = detail::Guarded<T, L>;

  Value() : Value(T{}) {}
  explicit Value(T initial, L lock = L()) : value_(std::make_shared<T>(std::move(initial))), lock_(std::move(lock)) {}

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

 private:
  std::shared_ptr<T> value_;
  L lock_;
};

}  // namespace multiprocessing::dummy
