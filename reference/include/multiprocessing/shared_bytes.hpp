// SPDX-License-Identifier: BSL-1.0
// What Value, Array and SharedHeap are underneath: bytes that processes share, and which types may live in them.
#pragma once

#include <atomic>
#include <cstddef>
#include <limits>
#include <memory>
#include <type_traits>

#include "multiprocessing/serialization.hpp"

namespace multiprocessing::detail {

struct SharedBytesState;

/// Zeros at first. Copies name the same bytes, which vanish with the last process that has them.
class SharedBytes {
 public:
  /// Of the largest alignment that a type may ask for here.
  static constexpr std::size_t alignment = 64;

  SharedBytes() = default;  // to be loaded
  explicit SharedBytes(std::size_t size);

  /// ValueError if this was moved from or never loaded.
  [[nodiscard]] std::byte* data() const;
  [[nodiscard]] std::size_t size() const;

  /// `what` names the object in the error of a message that cannot hold it: "a Value".
  void save(OutputArchive& archive, const char* what) const;
  void load(InputArchive& archive, const char* what);

 private:
  std::shared_ptr<SharedBytesState> state_;
};

/// The bytes of `count` elements; ValueError if no memory can have so many.
template <class T>
SharedBytes bytes_for(std::size_t count) {
  if (count > std::numeric_limits<std::size_t>::max() / 2 / sizeof(T))
    throw ValueError("an array of that many elements is larger than any memory");
  return SharedBytes(count * sizeof(T));
}

template <class T>
inline constexpr bool is_atomic = false;
template <class T>
inline constexpr bool is_atomic<std::atomic<T>> = true;

template <class T>
constexpr bool fits_shared_memory() {
  if constexpr (std::is_reference_v<T> || std::is_void_v<T>) {
    return false;
  } else if constexpr (is_atomic<T>) {
    return T::is_always_lock_free && !std::is_pointer_v<typename T::value_type>;
  } else {
    return std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T> && !std::is_pointer_v<T> &&
           !std::is_const_v<T> && alignof(T) <= SharedBytes::alignment;
  }
}

/// Refuses a type in one line; compilers name it in the line before or after.
template <class T>
struct Shareable {
  static_assert(
      fits_shared_memory<T>(),
      "this type cannot live in shared memory: it must be trivially copyable and no pointer, or a std::atomic "
      "that is always lock-free");
};

template <class T>
constexpr void require_shareable() {
  (void)sizeof(Shareable<T>);
}

}  // namespace multiprocessing::detail
