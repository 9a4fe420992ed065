// SPDX-License-Identifier: BSL-1.0
// A pointer that means the same in every process: it holds how far away its target is.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <type_traits>

namespace multiprocessing {

/// Points within one block of shared memory, in which it lies as well. Serves where a T* does, and as the pointer type
/// of an allocator.
template <class T>
class OffsetPtr {
  // One is null, since nothing points into the middle of itself. Zero is a pointer to itself, as nodes of lists have.
  static constexpr std::uintptr_t null = 1;

 public:
  ///@{
  /// As the standard has it for pointers and random access iterators.
  using element_type = T;
  using value_type = std::remove_cv_t<T>;
  using difference_type = std::ptrdiff_t;
  using pointer = OffsetPtr;
  using reference = std::add_lvalue_reference_t<T>;
  using iterator_category = std::random_access_iterator_tag;
  template <class U>
  using rebind = OffsetPtr<U>;

  OffsetPtr() noexcept = default;
  OffsetPtr(T* target) noexcept { point_to(target); }
  OffsetPtr(const OffsetPtr& other) noexcept { point_to(other.get()); }
  template <class U>
  requires std::is_convertible_v<U*, T*> OffsetPtr(const OffsetPtr<U>& other)
  noexcept { point_to(other.get()); }
  template <class U>
  requires(!std::is_convertible_v<U*, T*>) && requires(U* other) { static_cast<T*>(other); }
  explicit OffsetPtr(const OffsetPtr<U>& other) noexcept { point_to(static_cast<T*>(other.get())); }
  OffsetPtr& operator=(const OffsetPtr& other) noexcept {
    point_to(other.get());
    return *this;
  }
  ~OffsetPtr() = default;

  [[nodiscard]] static OffsetPtr pointer_to(std::conditional_t<std::is_void_v<T>, char, T>& target) noexcept {
    return OffsetPtr(std::addressof(target));
  }

  [[nodiscard]] T* get() const noexcept {
    return distance_ == null ? nullptr : reinterpret_cast<T*>(reinterpret_cast<std::uintptr_t>(this) + distance_);
  }
  [[nodiscard]] T* operator->() const noexcept { return get(); }
  [[nodiscard]] reference operator*() const noexcept requires(!std::is_void_v<T>) { return *get(); }
  [[nodiscard]] reference operator[](difference_type index) const noexcept requires(!std::is_void_v<T>) {
    return get()[index];
  }
  explicit operator bool() const noexcept { return distance_ != null; }

  OffsetPtr& operator+=(difference_type count) noexcept {
    point_to(get() + count);
    return *this;
  }
  OffsetPtr& operator-=(difference_type count) noexcept { return *this += -count; }
  OffsetPtr& operator++() noexcept { return *this += 1; }
  OffsetPtr& operator--() noexcept { return *this += -1; }
  OffsetPtr operator++(int) noexcept {
    const OffsetPtr before(*this);
    ++*this;
    return before;
  }
  OffsetPtr operator--(int) noexcept {
    const OffsetPtr before(*this);
    --*this;
    return before;
  }
  friend OffsetPtr operator+(const OffsetPtr& from, difference_type count) noexcept { return {from.get() + count}; }
  friend OffsetPtr operator+(difference_type count, const OffsetPtr& from) noexcept { return {from.get() + count}; }
  friend OffsetPtr operator-(const OffsetPtr& from, difference_type count) noexcept { return {from.get() - count}; }
  friend difference_type operator-(const OffsetPtr& to, const OffsetPtr& from) noexcept {
    return to.get() - from.get();
  }
  friend bool operator==(const OffsetPtr& left, const OffsetPtr& right) noexcept { return left.get() == right.get(); }
  friend bool operator==(const OffsetPtr& left, std::nullptr_t) noexcept { return !left; }
  friend auto operator<=>(const OffsetPtr& left, const OffsetPtr& right) noexcept { return left.get() <=> right.get(); }
  ///@}

 private:
  void point_to(T* target) noexcept {
    distance_ =
        target == nullptr ? null : reinterpret_cast<std::uintptr_t>(target) - reinterpret_cast<std::uintptr_t>(this);
  }

  std::uintptr_t distance_ = null;
};

}  // namespace multiprocessing
