// SPDX-License-Identifier: BSL-1.0
// Proxies of single values and of arrays.
#pragma once

#include <functional>

#include "multiprocessing/managers/stored_proxy.hpp"

namespace multiprocessing {

namespace detail {

/// A list that keeps its length.
class ManagedArray : public ManagedList {
 public:
  using ManagedList::ManagedList;
};

}  // namespace detail

/// One value of a Picklable type.
///
/// Promises SYNC-MANAGER-VALUE
/// Source   CPython 3.14 docs, library/multiprocessing, SyncManager.Value
template <class T>
class ValueProxy : public detail::StoredProxy<detail::ManagedValue> {
 public:
  using StoredProxy::StoredProxy;
  /// A copy of the value.
  [[nodiscard]] T get() const { return detail::unpack<T>(stored()); }
  /// Sets another value.
  void set(const T& value) const { call<&detail::ManagedValue::set>(packed(value)); }
  /// Sets what `change(T)` makes of the value, in this process; again if somebody else has set it meanwhile.
  ///
  /// \returns  What it has set.
  template <std::invocable<T> F>
  T update(F&& change) const {
    while (true) {
      const auto before = stored();
      const T after = std::invoke(change, detail::unpack<T>(before));
      if (call<&detail::ManagedValue::exchange>(before, packed(after))) return after;
    }
  }

 private:
  [[nodiscard]] detail::Stored stored() const { return call<&detail::ManagedValue::get>(); }
};

/// As many values of one Picklable type as it was made with.
///
/// Errors   std::out_of_range for an index beyond its end.
///
/// Promises SYNC-MANAGER-ARRAY
/// Source   CPython 3.14 docs, library/multiprocessing, SyncManager.Array
template <class T>
class ArrayProxy : public detail::StoredProxy<detail::ManagedArray> {
  using Managed = detail::ManagedList;

 public:
  using StoredProxy::StoredProxy;
  /// How many values it has.
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(call<&Managed::size>()); }
  /// A copy of a value.
  [[nodiscard]] T get(std::size_t index) const { return detail::unpack<T>(call<&Managed::at>(std::uint64_t{index})); }
  /// The same.
  [[nodiscard]] T operator[](std::size_t index) const { return get(index); }
  /// Sets a value.
  void set(std::size_t index, const T& value) const { call<&Managed::set>(std::uint64_t{index}, packed(value)); }
  /// A copy of all values.
  [[nodiscard]] std::vector<T> values() const {
    constexpr auto end = static_cast<std::uint64_t>(-1);
    return all_unpacked<T>(call<&Managed::slice>(std::uint64_t{0}, end));
  }
};

}  // namespace multiprocessing
