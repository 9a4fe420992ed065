// SPDX-License-Identifier: BSL-1.0
// NamespaceProxy: a namespace in a manager's server.
#pragma once

#include <stdexcept>
#include <string>

#include "multiprocessing/managers/stored_proxy.hpp"

namespace multiprocessing {

namespace detail {

/// A dict whose keys are names.
class ManagedNamespace : public ManagedDict {
 public:
  using ManagedDict::ManagedDict;
};

}  // namespace detail

/// Named values, each of its own Picklable type.
///
/// Errors   std::out_of_range, naming it, if there is no such attribute; UnpicklingError from get if it is no T.
///
/// Promises SYNC-MANAGER-NAMESPACE
/// Source   CPython 3.14 docs, library/multiprocessing, SyncManager.Namespace
/// Differs  C++ has no attributes that come and go: `space.set("x", 10)` for `space.x = 10`. There are none that are
///          the proxy's alone.
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
