// SPDX-License-Identifier: BSL-1.0
// Which types can be sent to another process, told by the compiler.
#pragma once

#include <array>
#include <cereal/types/array.hpp>
#include <cereal/types/chrono.hpp>
#include <cereal/types/deque.hpp>
#include <cereal/types/list.hpp>
#include <cereal/types/map.hpp>
#include <cereal/types/memory.hpp>
#include <cereal/types/optional.hpp>
#include <cereal/types/set.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/tuple.hpp>
#include <cereal/types/unordered_map.hpp>
#include <cereal/types/unordered_set.hpp>
#include <cereal/types/utility.hpp>
#include <cereal/types/variant.hpp>
#include <cereal/types/vector.hpp>

#include "multiprocessing/archive.hpp"

namespace multiprocessing {

namespace detail {

/// Whether cereal can write and read a T. Its own answer for containers says nothing of their elements.
template <class T>
inline constexpr bool is_serializable = !std::is_pointer_v<T> && std::is_default_constructible_v<T> &&
                                        cereal::traits::is_output_serializable<T, OutputArchive>::value &&
                                        cereal::traits::is_input_serializable<T, InputArchive>::value;
template <class... T>
inline constexpr bool is_serializable<std::tuple<T...>> = (is_serializable<T> && ...);
template <class... T>
inline constexpr bool is_serializable<std::variant<T...>> = (is_serializable<T> && ...);
template <class T, class U>
inline constexpr bool is_serializable<std::pair<T, U>> = is_serializable<std::remove_const_t<T>>&& is_serializable<U>;
template <class T, std::size_t N>
inline constexpr bool is_serializable<std::array<T, N>> = is_serializable<T>;
template <class T>
inline constexpr bool is_serializable<std::optional<T>> = is_serializable<T>;
template <class T, class Allocator>
inline constexpr bool is_serializable<std::vector<T, Allocator>> = is_serializable<T>;
template <class T, class Allocator>
inline constexpr bool is_serializable<std::deque<T, Allocator>> = is_serializable<T>;
template <class T, class Allocator>
inline constexpr bool is_serializable<std::list<T, Allocator>> = is_serializable<T>;
template <class T, class... Rest>
inline constexpr bool is_serializable<std::set<T, Rest...>> = is_serializable<T>;
template <class T, class... Rest>
inline constexpr bool is_serializable<std::unordered_set<T, Rest...>> = is_serializable<T>;
template <class K, class V, class... Rest>
inline constexpr bool is_serializable<std::map<K, V, Rest...>> = is_serializable<K>&& is_serializable<V>;
template <class K, class V, class... Rest>
inline constexpr bool is_serializable<std::unordered_map<K, V, Rest...>> = is_serializable<K>&& is_serializable<V>;

}  // namespace detail

/// What can be sent to another process: anything that has a default constructor and that cereal can write and read.
template <class T>
concept Picklable = detail::is_serializable<T>;

namespace detail {

/// Refuses a type in one line; compilers name it in the line before or after.
template <class T>
struct Sendable {
  static_assert(
      is_serializable<T>,
      "this type cannot be sent to another process: give it a default constructor and a cereal `serialize` member");
};

template <class T>
constexpr void require_picklable() {
  (void)sizeof(Sendable<T>);
}

}  // namespace detail
}  // namespace multiprocessing
