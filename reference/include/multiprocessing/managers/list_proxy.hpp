// SPDX-License-Identifier: BSL-1.0
// ListProxy: a list in a manager's server.
#pragma once

#include <algorithm>
#include <functional>
#include <iterator>

#include "multiprocessing/managers/stored_proxy.hpp"

namespace multiprocessing {

/// A list of values of one Picklable type, which may be proxies of the same manager: list of lists. What it gives is a
/// copy; a changed copy is stored by set, or by update for several at once.
///
/// Errors   std::out_of_range from whatever names an element that is not there; as Proxy::call.
///
/// Promises SYNC-MANAGER-LIST, SYNC-MANAGER-LIST-ITERATION, SYNC-MANAGER-NESTED
/// Source   CPython 3.14 docs, library/multiprocessing, SyncManager.list
/// Differs  An index counts from the front. Values are equal if their bytes are.
template <class T>
class ListProxy : public detail::StoredProxy<detail::ManagedList> {
  using Managed = detail::ManagedList;

 public:
  using StoredProxy::StoredProxy;

  /// How many items it has now.
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(call<&Managed::size>()); }
  /// Whether it has none now.
  [[nodiscard]] bool empty() const { return size() == 0; }
  /// A copy of an item.
  [[nodiscard]] T get(std::size_t index) const { return detail::unpack<T>(call<&Managed::at>(std::uint64_t{index})); }
  /// The same.
  [[nodiscard]] T operator[](std::size_t index) const { return get(index); }
  /// Replaces an item.
  void set(std::size_t index, const T& value) const { call<&Managed::set>(std::uint64_t{index}, packed(value)); }
  /// A copy of the items from `first` up to `last`, or the end.
  [[nodiscard]] std::vector<T> slice(std::size_t first, std::size_t last) const {
    return all_unpacked<T>(call<&Managed::slice>(std::uint64_t{first}, std::uint64_t{last}));
  }
  /// A copy of all items.
  [[nodiscard]] std::vector<T> values() const { return slice(0, static_cast<std::size_t>(-1)); }

  /// Adds an item at the end.
  void append(const T& value) const { call<&Managed::append>(packed(value)); }
  /// Adds all values of a range at the end, in one step.
  template <std::ranges::input_range R>
  void extend(R&& values) const {
    call<&Managed::extend>(all_packed<T>(std::forward<R>(values)));
  }
  /// Adds an item before another one, or at the end.
  void insert(std::size_t index, const T& value) const { call<&Managed::insert>(std::uint64_t{index}, packed(value)); }
  /// Takes the last item out.
  T pop() const { return detail::unpack<T>(call<&Managed::pop>(std::optional<std::uint64_t>())); }
  /// Takes an item out.
  T pop(std::size_t index) const { return detail::unpack<T>(call<&Managed::pop>(std::optional<std::uint64_t>(index))); }
  /// The first that is equal.
  void remove(const T& value) const { call<&Managed::remove>(packed(value)); }
  /// How many are equal to it.
  [[nodiscard]] std::size_t count(const T& value) const {
    return static_cast<std::size_t>(call<&Managed::count>(packed(value)));
  }
  /// Where the first is that is equal to it; nothing if there is none.
  [[nodiscard]] std::optional<std::size_t> index(const T& value) const {
    const auto found = call<&Managed::index>(packed(value));
    return found ? std::optional(static_cast<std::size_t>(*found)) : std::nullopt;
  }
  /// Whether one is equal to it.
  [[nodiscard]] bool contains(const T& value) const { return index(value).has_value(); }
  /// So many times what it holds, one after the other.
  void repeat(std::size_t times) const { call<&Managed::repeat>(std::uint64_t{times}); }
  /// The last comes first.
  void reverse() const { call<&Managed::reverse>(); }
  /// Takes all items out.
  void clear() const { call<&Managed::clear>(); }

  /// Changes a copy of all items in this process, and stores it; again from the start if somebody else has changed the
  /// list meanwhile.
  template <std::invocable<std::vector<T>&> F>
  void update(F&& change) const {
    for (bool stored = false; !stored;) {
      const auto [version, items] = call<&Managed::snapshot>();
      auto values = all_unpacked<T>(items);
      std::invoke(change, values);
      stored = call<&Managed::replace>(version, all_packed<T>(values));
    }
  }
  /// Sorts it by `less`, in this process; as update.
  template <class Less = std::less<>>
  void sort(Less less = {}) const {
    update([&](std::vector<T>& all) { std::stable_sort(all.begin(), all.end(), less); });
  }

  /// Reads item by item what is there when it gets to it.
  class Iterator {
   public:
    /// What an input iterator has.
    ///@{
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(ListProxy list) : list_(std::move(list)) { read(); }
    [[nodiscard]] const T& operator*() const { return *value_; }
    Iterator& operator++() {
      ++index_;
      read();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const Iterator& left, std::default_sentinel_t) { return !left.value_; }
    ///@}

   private:
    void read() { value_ = list_.item_or_end(index_); }
    ListProxy list_;
    std::uint64_t index_ = 0;
    std::optional<T> value_;
  };
  /// The range of all items, for a loop.
  [[nodiscard]] Iterator begin() const { return Iterator(*this); }
  /// Where it ends, is seen when it is there.
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

 private:
  [[nodiscard]] std::optional<T> item_or_end(std::uint64_t index) const {
    return unpacked<T>(call<&Managed::find>(index));
  }
};

}  // namespace multiprocessing
