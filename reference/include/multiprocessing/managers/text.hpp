// SPDX-License-Identifier: BSL-1.0
// Values and objects as text, for people.
#pragma once

#include <concepts>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>

namespace multiprocessing::detail {

/// `<Counter at 0x55d0c3a1b2c0>`: of an object that has no text of its own.
[[nodiscard]] std::string text_of_place(const std::type_info& type, const void* object);

/// By to_string or operator<< of its namespace if there is one. Text is quoted, as it is where values stand in a row.
template <class T>
[[nodiscard]] std::string text_of(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    std::string text("'");
    text.append(std::string_view(value));
    return text += '\'';
  } else if constexpr (std::is_integral_v<T>) {
    return std::to_string(value);
  } else if constexpr (requires {
                         { to_string(value) } -> std::convertible_to<std::string>;
                       }) {
    return to_string(value);
  } else if constexpr (requires(std::ostream & out) { out << value; }) {
    std::ostringstream out;
    out << value;
    return out.str();
  } else {
    return text_of_place(typeid(T), &value);
  }
}

/// In a row, separated by commas.
template <class Range>
[[nodiscard]] std::string text_of_all(std::string text, const Range& values, std::string_view end) {
  std::string_view separator;
  for (const auto& each : values) {
    text += separator;
    text += text_of(each);
    separator = ", ";
  }
  return text += end;
}

}  // namespace multiprocessing::detail
