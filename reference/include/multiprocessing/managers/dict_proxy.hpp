// SPDX-License-Identifier: BSL-1.0
// DictProxy: a dict in a manager's server.
#pragma once

#include <iterator>

#include "multiprocessing/managers/stored_proxy.hpp"

namespace multiprocessing {

/// Values by keys, in the order in which the keys came; all of Picklable types, and the values may be proxies of the
/// same manager. What it gives is a copy.
///
/// Errors   std::out_of_range if there is no such key; as Proxy::call.
///
/// Promises SYNC-MANAGER-DICT, SYNC-MANAGER-DICT-ITERATION, SYNC-MANAGER-NESTED
/// Source   CPython 3.14 docs, library/multiprocessing, SyncManager.dict
/// Differs  Keys are equal if their bytes are.
template <class K, class V>
class DictProxy : public detail::StoredProxy<detail::ManagedDict> {
  using Managed = detail::ManagedDict;

 public:
  using StoredProxy::StoredProxy;
  /// A key with its value.
  using Item = std::pair<K, V>;

  /// How many keys it has now.
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(call<&Managed::size>()); }
  /// Whether it has none now.
  [[nodiscard]] bool empty() const { return size() == 0; }
  /// Whether it has the key.
  [[nodiscard]] bool contains(const K& key) const { return find(key).has_value(); }
  /// A copy of the value, or nothing.
  [[nodiscard]] std::optional<V> find(const K& key) const { return unpacked<V>(call<&Managed::find>(packed(key))); }
  /// A copy of the value.
  [[nodiscard]] V get(const K& key) const { return required(find(key)); }
  /// A copy of the value, or `otherwise`.
  [[nodiscard]] V get(const K& key, V otherwise) const { return find(key).value_or(std::move(otherwise)); }
  /// As get.
  [[nodiscard]] V operator[](const K& key) const { return get(key); }
  /// Puts a value there, in place of the one that was.
  void set(const K& key, const V& value) const { call<&Managed::set>(packed(key), packed(value)); }
  /// Takes the key out.
  void erase(const K& key) const { (void)pop(key); }

  /// Takes the key out. \returns its value.
  V pop(const K& key) const { return required(take(key)); }
  /// The same, and `otherwise` if it is not there.
  V pop(const K& key, V otherwise) const { return take(key).value_or(std::move(otherwise)); }
  /// The one that came last.
  Item popitem() const { return item_of(required(call<&Managed::take_last>())); }
  /// What is there under the key; `value` is put there first if nothing was.
  V setdefault(const K& key, const V& value) const {
    return detail::unpack<V>(call<&Managed::set_default>(packed(key), packed(value)));
  }
  /// Sets all items of a map, or of any range of pairs.
  template <std::ranges::input_range R>
  void update(R&& items) const {
    std::vector<detail::StoredPair> all;
    for (auto&& [key, value] : items) all.emplace_back(packed<K>(key), packed<V>(value));
    call<&Managed::update>(std::move(all));
  }
  /// Takes all keys out.
  void clear() const { call<&Managed::clear>(); }

  /// Copies of all keys and values.
  [[nodiscard]] std::vector<Item> items() const {
    std::vector<Item> all;
    for (const auto& each : call<&Managed::items>()) all.push_back(item_of(each));
    return all;
  }
  /// Copies of all keys.
  [[nodiscard]] std::vector<K> keys() const {
    std::vector<K> all;
    for (const auto& each : call<&Managed::items>()) all.push_back(detail::unpack<K>(each.first));
    return all;
  }
  /// Copies of all values.
  [[nodiscard]] std::vector<V> values() const {
    std::vector<V> all;
    for (const auto& each : call<&Managed::items>()) all.push_back(detail::unpack<V>(each.second));
    return all;
  }

  /// Item by item, from the server. std::runtime_error if the size changes meanwhile.
  class Iterator {
   public:
    /// What an input iterator has.
    ///@{
    using value_type = Item;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(DictProxy dict) : dict_(std::move(dict)), size_(dict_.size()) { read({}); }
    [[nodiscard]] const Item& operator*() const { return *item_; }
    [[nodiscard]] const Item* operator->() const { return &*item_; }
    Iterator& operator++() {
      read(dict_.packed(item_->first));
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const Iterator& left, std::default_sentinel_t) { return !left.item_; }
    ///@}

   private:
    void read(const std::optional<detail::Stored>& after) { item_ = dict_.item_after(after, size_); }
    DictProxy dict_;
    std::uint64_t size_ = 0;
    std::optional<Item> item_;
  };
  /// The range of all items, for a loop.
  [[nodiscard]] Iterator begin() const { return Iterator(*this); }
  /// Where it ends, is seen when it is there.
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

 private:
  static Item item_of(const detail::StoredPair& stored) {
    return {detail::unpack<K>(stored.first), detail::unpack<V>(stored.second)};
  }
  template <class Found>
  static Found required(std::optional<Found> found) {
    if (!found) throw std::out_of_range("the dict has no such key");
    return std::move(*found);
  }
  [[nodiscard]] std::optional<V> take(const K& key) const { return unpacked<V>(call<&Managed::take>(packed(key))); }
  [[nodiscard]] std::optional<Item> item_after(const std::optional<detail::Stored>& key, std::uint64_t size) const {
    const auto found = call<&Managed::after>(key, size);
    return found ? std::optional(item_of(*found)) : std::nullopt;
  }
};

}  // namespace multiprocessing
