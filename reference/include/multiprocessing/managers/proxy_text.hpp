// SPDX-License-Identifier: BSL-1.0
// The text of containers in a manager's server, whose values only their proxies know.
#pragma once

#include "multiprocessing/managers/dict_proxy.hpp"
#include "multiprocessing/managers/list_proxy.hpp"
#include "multiprocessing/managers/namespace_proxy.hpp"
#include "multiprocessing/managers/set_proxy.hpp"
#include "multiprocessing/managers/text.hpp"
#include "multiprocessing/managers/value_proxies.hpp"

namespace multiprocessing {

///@{
/// What it holds now, as Python writes it: `[1, 2]`, `{1, 2}`, `{'a': 1}`, `Value(1)`; of a namespace the names,
/// `Namespace(x, y)`.
///
/// Promises MANAGER-TEXT
template <class T>
[[nodiscard]] std::string to_string(const ListProxy<T>& list) {
  return detail::text_of_all("[", list.values(), "]");
}
template <class T>
[[nodiscard]] std::string to_string(const ArrayProxy<T>& array) {
  return detail::text_of_all("[", array.values(), "]");
}
template <class T>
[[nodiscard]] std::string to_string(const SetProxy<T>& set) {
  return detail::text_of_all("{", set.values(), "}");
}
template <class K, class V>
[[nodiscard]] std::string to_string(const DictProxy<K, V>& dict) {
  std::string text = "{";
  for (const auto& [key, value] : dict.items())
    text += (text.size() > 1 ? ", " : "") + detail::text_of(key) + ": " + detail::text_of(value);
  return text + "}";
}
template <class T>
[[nodiscard]] std::string to_string(const ValueProxy<T>& value) {
  return "Value(" + detail::text_of(value.get()) + ")";
}
[[nodiscard]] inline std::string to_string(const NamespaceProxy& space) {
  std::string text = "Namespace(";
  for (const auto& name : space.names()) text += (text.ends_with('(') ? "" : ", ") + name;
  return text + ")";
}
///@}

}  // namespace multiprocessing
