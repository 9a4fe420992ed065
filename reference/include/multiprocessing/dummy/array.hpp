// SPDX-License-Identifier: BSL-1.0
// Array among threads.
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <utility>
#include <vector>

#include "multiprocessing/dummy/value.hpp"

namespace multiprocessing::dummy {

namespace detail {

/// What Synchronized reaches elements by.
template <class T>
struct Elements {
  std::shared_ptr<std::vector<T>> all;

  [[nodiscard]] std::span<T> operator*() const { return *all; }
  [[nodiscard]] std::vector<T>* operator->() const { return all.get(); }
  [[nodiscard]] T& operator[](std::size_t index) const { return (*all)[index]; }
  [[nodiscard]] auto begin() const { return all->begin(); }
  [[nodiscard]] auto end() const { return all->end(); }
  [[nodiscard]] std::size_t size() const { return all->size(); }
};

}  // namespace detail

/// multiprocessing::Array, among the threads of this process. Copies name the same one.
///
/// Errors   std::out_of_range beyond the end; OwnerDiedError as Value.
///
/// Promises DUMMY-ARRAY
template <class T, class L = RLock>
class Array {
 public:
  using Guard = Synchronized<detail::Elements<T>, L>;  ///< what synchronize() gives

  ///@{
  /// Of nothing, of so many zeros, or of what a list or a range holds.
  Array() : Array(std::size_t{0}) {}
  explicit Array(std::size_t size, L lock = L())
      : values_(std::make_shared<std::vector<T>>(size)), lock_(std::move(lock)) {}
  Array(std::initializer_list<T> values, L lock = L())
      : values_(std::make_shared<std::vector<T>>(values)), lock_(std::move(lock)) {}
  template <std::ranges::input_range R>
  requires std::convertible_to<std::ranges::range_reference_t<R>, T> &&
      (!std::same_as<std::remove_cvref_t<R>, Array>)explicit Array(R&& values, L lock = L())
      : Array(std::size_t{0}, std::move(lock)) {
    for (auto&& each : values) values_->push_back(each);
  }
  ///@}

  ///@{
  /// As those of multiprocessing::Array.
  [[nodiscard]] std::size_t size() const { return detail::live(values_, "Array")->size(); }
  [[nodiscard]] T get(std::size_t index) const { return synchronize()->at(index); }
  void set(std::size_t index, const T& value) const { synchronize()->at(index) = value; }
  [[nodiscard]] std::vector<T> values() const {
    const auto guard = synchronize();
    return std::vector<T>(guard.begin(), guard.end());
  }
  template <std::invocable<std::span<T>> F>
  auto update(F&& change) const -> std::invoke_result_t<F, std::span<T>> {
    const auto guard = synchronize();
    return std::invoke(std::forward<F>(change), *guard);
  }
  [[nodiscard]] Guard synchronize() const { return Guard({detail::live(values_, "Array")}, lock_); }
  [[nodiscard]] std::optional<Guard> try_synchronize(Timeout timeout = std::chrono::nanoseconds{0}) const {
    return Guard::within({detail::live(values_, "Array")}, lock_, timeout);
  }
  [[nodiscard]] L get_lock() const { return lock_; }
  void recover() const { L(lock_).recover(); }
  [[nodiscard]] Array copy() const { return Array(values()); }
  ///@}

 private:
  std::shared_ptr<std::vector<T>> values_;
  L lock_;
};
/// Of what the range holds.
template <std::ranges::input_range R>
Array(R&&) -> Array<std::ranges::range_value_t<R>>;

}  // namespace multiprocessing::dummy
