// SPDX-License-Identifier: BSL-1.0
// Array and RawArray: as many objects as one wants in memory that processes share, with a lock and without.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "multiprocessing/value.hpp"

namespace multiprocessing {

/// A fixed number of T in shared memory that nobody guards: a contiguous range. Copies name the same one. Of what T may
/// be, see RawValue.
///
/// Errors   std::out_of_range from at() beyond the end, and from those of Array.
/// Fork     Usable in a forked child. Under spawn pass it as an argument.
///
/// Promises ARRAY-RAW, ARRAY-ZERO, ARRAY-INDEX
/// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.sharedctypes.RawArray
template <class T>
class RawArray {
 public:
  RawArray() : RawArray(std::size_t{0}) {}
  /// That many zeros.
  ///
  /// Errors   ValueError for more than any memory has; OSError for more than this system gives.
  explicit RawArray(std::size_t size) {
    detail::require_shareable<T>();
    if (size == 0 && detail::loading()) return;
    bytes_ = detail::bytes_for<T>(size);
    std::uninitialized_value_construct_n(reinterpret_cast<T*>(bytes_.data()), size);
  }
  /// Those values: `RawArray({1, 2, 3})`.
  RawArray(std::initializer_list<T> values) : RawArray(std::span<const T>(values.begin(), values.size())) {}
  /// The values of a range.
  template <std::ranges::input_range R>
  requires std::convertible_to<std::ranges::range_reference_t<R>, T> &&
      (!std::same_as<std::remove_cvref_t<R>, RawArray>)explicit RawArray(R&& values) {
    if constexpr (std::ranges::forward_range<R>) {
      *this = RawArray(static_cast<std::size_t>(std::ranges::distance(values)));
      std::ranges::copy(values, begin());
    } else {
      std::vector<T> kept;
      for (auto&& each : values) kept.push_back(each);
      *this = RawArray(kept);
    }
  }

  /// How many there are.
  [[nodiscard]] std::size_t size() const { return bytes_.size() / sizeof(T); }
  ///@{
  /// As those of std::span: `[]` does not look whether the index is within the array.
  [[nodiscard]] T* data() const { return std::launder(reinterpret_cast<T*>(bytes_.data())); }
  [[nodiscard]] T* begin() const { return data(); }
  [[nodiscard]] T* end() const { return data() + size(); }
  [[nodiscard]] T& operator[](std::size_t index) const { return data()[index]; }
  ///@}
  /// Errors   std::out_of_range if there is no such element.
  [[nodiscard]] T& at(std::size_t index) const {
    if (index >= size())
      throw std::out_of_range("index " + std::to_string(index) + " of an array of " + std::to_string(size()));
    return data()[index];
  }
  ///@{
  /// All of them. What Synchronized reaches the elements by.
  [[nodiscard]] std::span<T> operator*() const { return {data(), size()}; }
  [[nodiscard]] const RawArray* operator->() const { return this; }
  [[nodiscard]] std::span<T> span() const { return **this; }
  ///@}

  /// An independent one with the same contents.
  [[nodiscard]] RawArray copy() const { return RawArray(span()); }

  void save(detail::OutputArchive& archive) const { bytes_.save(archive, "an Array"); }
  void load(detail::InputArchive& archive) { bytes_.load(archive, "an Array"); }

 private:
  detail::SharedBytes bytes_;
};
template <std::ranges::input_range R>
RawArray(R&&) -> RawArray<std::ranges::range_value_t<R>>;

/// A fixed number of T in shared memory with a lock of its own, or one that was given: `Array values({1, 2, 3}, lock)`.
/// Copies name the same one.
///
///   { auto guard = values.synchronize(); for (int& each : guard) each *= 2; }
///
/// Errors, Threads, Fork   As Value.
///
/// Promises ARRAY-SHARED, ARRAY-ZERO, ARRAY-INITIAL, ARRAY-INDEX, ARRAY-LOCK-GIVEN, ARRAY-OWNER-DIED
/// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.Array
/// Differs  An index counts from the front; a slice is a span of synchronize().
template <class T, class L = RLock>
class Array {
 public:
  /// What synchronize() gives.
  using Guard = Synchronized<RawArray<T>, L>;

  /// No elements, or an argument that is still to be loaded.
  Array() = default;
  /// That many zeros.
  explicit Array(std::size_t size, L lock = L()) : raw_(size), lock_(std::move(lock)) {}
  /// Those values.
  Array(std::initializer_list<T> values, L lock = L()) : raw_(values), lock_(std::move(lock)) {}
  /// The values of a range.
  template <std::ranges::input_range R>
  requires std::convertible_to<std::ranges::range_reference_t<R>, T> &&
      (!std::same_as<std::remove_cvref_t<R>, Array>)explicit Array(R&& values, L lock = L())
      : raw_(std::forward<R>(values)), lock_(std::move(lock)) {}

  /// How many there are; it needs no lock.
  [[nodiscard]] std::size_t size() const { return raw_.size(); }
  /// One of them.
  ///
  /// Errors   std::out_of_range if there is no such element.
  [[nodiscard]] T get(std::size_t index) const { return synchronize()->at(index); }
  /// Changes one of them.
  ///
  /// Errors   std::out_of_range if there is no such element.
  void set(std::size_t index, const T& value) const { synchronize()->at(index) = value; }
  /// All of them, as they are at one moment.
  [[nodiscard]] std::vector<T> values() const {
    const auto guard = synchronize();
    return std::vector<T>(guard.begin(), guard.end());
  }
  /// Calls `change(std::span<T>)` with the lock held, and returns what it returns.
  template <std::invocable<std::span<T>> F>
  auto update(F&& change) const -> std::invoke_result_t<F, std::span<T>> {
    const auto guard = synchronize();
    return std::invoke(std::forward<F>(change), *guard);
  }

  /// The elements, with the lock held as long as the result lives: a range, and `*` is its span.
  [[nodiscard]] Guard synchronize() const { return Guard(raw_, lock_); }
  /// The same, or nothing if the time ran out first. Zero or less tries once.
  [[nodiscard]] std::optional<Guard> try_synchronize(Timeout timeout = std::chrono::nanoseconds{0}) const {
    return Guard::within(raw_, lock_, timeout);
  }

  /// The lock, to be held over several steps or shared with other objects.
  [[nodiscard]] L get_lock() const { return lock_; }
  /// The same elements past the lock, as Value::get_obj.
  [[nodiscard]] RawArray<T> get_obj() const { return raw_; }
  /// As Value::recover.
  void recover() const { L(lock_).recover(); }
  /// An independent one with the same contents and a lock of its own.
  [[nodiscard]] Array copy() const { return Array(values()); }

  void save(detail::OutputArchive& archive) const { archive(raw_, lock_); }
  void load(detail::InputArchive& archive) { archive(raw_, lock_); }

 private:
  RawArray<T> raw_;
  L lock_;
};
template <std::ranges::input_range R>
Array(R&&) -> Array<std::ranges::range_value_t<R>>;
template <std::ranges::input_range R, class L>
Array(R&&, L) -> Array<std::ranges::range_value_t<R>, L>;

}  // namespace multiprocessing
