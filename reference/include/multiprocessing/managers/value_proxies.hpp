// SPDX-License-Identifier: BSL-1.0
// Proxies of single values, of arrays, and of namespaces.
#pragma once

#include <functional>
#include <string>

#include "multiprocessing/managers/stored_proxy.hpp"

namespace multiprocessing {

namespace detail {

/// A list that keeps its length.
class ManagedArray : public ManagedList {
 public:
  using ManagedList::ManagedList;
};
/// A dict whose keys are names.
class ManagedNamespace : public ManagedDict {
 public:
  using ManagedDict::ManagedDict;
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
  void set(const T& value) const { this->template call<&detail::ManagedValue::set>(this->packed(value)); }
  /// Sets what `change(T)` makes of the value, in this process; again if somebody else has set it meanwhile.
  ///
  /// \returns  What it has set.
  template <std::invocable<T> F>
  T update(F&& change) const {
    while (true) {
      const auto before = stored();
      const T after = std::invoke(change, detail::unpack<T>(before));
      if (this->template call<&detail::ManagedValue::exchange>(before, this->packed(after))) return after;
    }
  }

 private:
  [[nodiscard]] detail::Stored stored() const { return this->template call<&detail::ManagedValue::get>(); }
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
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(this->template call<&Managed::size>()); }
  /// A copy of a value.
  [[nodiscard]] T get(std::size_t index) const {
    return detail::unpack<T>(this->template call<&Managed::at>(std::uint64_t{index}));
  }
  /// The same.
  [[nodiscard]] T operator[](std::size_t index) const { return get(index); }
  /// Sets a value.
  void set(std::size_t index, const T& value) const {
    this->template call<&Managed::set>(std::uint64_t{index}, this->packed(value));
  }
  /// A copy of all values.
  [[nodiscard]] std::vector<T> values() const {
    constexpr auto end = static_cast<std::uint64_t>(-1);
    return this->template all_unpacked<T>(this->template call<&Managed::slice>(std::uint64_t{0}, end));
  }
};

/// Named values, each of its own Picklable type.
///
/// Errors   std::out_of_range, naming it, if there is no such attribute; UnpicklingError from get if it is no T.
///
/// Promises SYNC-MANAGER-NAMESPACE
/// Source   CPython 3.14 docs, library/multiprocessing, SyncManager.Namespace
/// Differs  C++ has no attributes that come and go: `space.set("x", 10)` for `space.x = 10`. There are none that are
/// the
///          proxy's alone.
class NamespaceProxy : public detail::StoredProxy<detail::ManagedNamespace> {
  using Managed = detail::ManagedDict;

 public:
  using StoredProxy::StoredProxy;
  /// Sets an attribute, which may be there or not.
  template <class T>
  void set(const std::string& name, const T& value) const {
    call<&Managed::set>(packed(name), packed(value));
  }
  /// A copy of an attribute.
  template <class T>
  [[nodiscard]] T get(const std::string& name) const {
    return detail::unpack<T>(required(name, call<&Managed::find>(packed(name))));
  }
  /// Whether there is such an attribute.
  [[nodiscard]] bool has(const std::string& name) const { return call<&Managed::find>(packed(name)).has_value(); }
  /// Takes an attribute out.
  void remove(const std::string& name) const { (void)required(name, call<&Managed::take>(packed(name))); }
  /// In the order in which they came.
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& each : call<&Managed::items>()) all.push_back(detail::unpack<std::string>(each.first));
    return all;
  }

 private:
  static detail::Stored required(const std::string& name, std::optional<detail::Stored> found) {
    if (!found) throw std::out_of_range("the namespace has no attribute '" + name + "'");
    return std::move(*found);
  }
};

}  // namespace multiprocessing
