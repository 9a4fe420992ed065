// SPDX-License-Identifier: BSL-1.0
// SetProxy: a set in a manager's server.
#pragma once

#include <set>
#include <stdexcept>

#include "multiprocessing/managers/stored_proxy.hpp"

namespace multiprocessing {

/// A set of values of one Picklable type.
///
/// Errors   As Proxy::call.
///
/// Promises SYNC-MANAGER-SET
/// Source   CPython 3.14 docs, library/multiprocessing, SyncManager.set
/// Differs  Values are equal if their bytes are. What makes a new set of two, or compares two, is done with copies:
///          values() is a std::set.
template <class T>
class SetProxy : public detail::StoredProxy<detail::ManagedSet> {
  using Managed = detail::ManagedSet;

 public:
  using StoredProxy::StoredProxy;

  /// How many values it has now.
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(call<&Managed::size>()); }
  /// Whether it has none now.
  [[nodiscard]] bool empty() const { return size() == 0; }
  /// Whether it has the value.
  [[nodiscard]] bool contains(const T& value) const { return call<&Managed::contains>(packed(value)); }
  /// Puts the value in, if it is not there.
  void add(const T& value) const { call<&Managed::add>(packed(value)); }
  /// Whether it was there.
  bool discard(const T& value) const { return call<&Managed::discard>(packed(value)); }
  /// Errors   std::out_of_range if it was not there.
  void remove(const T& value) const {
    if (!discard(value)) throw std::out_of_range("the value is not in the set");
  }
  /// One of them.
  ///
  /// Errors   std::out_of_range if there is none.
  T pop() const {
    const auto taken = call<&Managed::take_any>();
    if (!taken) throw std::out_of_range("pop from an empty set");
    return detail::unpack<T>(*taken);
  }
  /// Takes all values out.
  void clear() const { call<&Managed::clear>(); }
  /// A copy of all values.
  [[nodiscard]] std::set<T> values() const {
    const auto all = all_unpacked<T>(call<&Managed::items>());
    return {all.begin(), all.end()};
  }

  /// As those of sets. Each is done in one step, whoever else changes the set.
  ///@{
  template <std::ranges::input_range R>
  const SetProxy& operator|=(R&& others) const {
    return change(detail::SetChange::unite, others);
  }
  template <std::ranges::input_range R>
  const SetProxy& operator&=(R&& others) const {
    return change(detail::SetChange::intersect, others);
  }
  template <std::ranges::input_range R>
  const SetProxy& operator-=(R&& others) const {
    return change(detail::SetChange::subtract, others);
  }
  template <std::ranges::input_range R>
  const SetProxy& operator^=(R&& others) const {
    return change(detail::SetChange::exclusive, others);
  }
  ///@}

 private:
  template <class R>
  const SetProxy& change(detail::SetChange how, R& others) const {
    call<&Managed::change>(static_cast<std::uint8_t>(how), all_packed<T>(others));
    return *this;
  }
};

}  // namespace multiprocessing
