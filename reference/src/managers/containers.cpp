// SPDX-License-Identifier: BSL-1.0
// What a server keeps behind the proxies of lists, dicts and sets. What is dropped is destroyed without a mutex held:
// it may be the last reference to another container.
#include "multiprocessing/managers/containers.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace multiprocessing::detail {

void ManagedList::require(std::uint64_t index) const {
  if (index < items_.size()) return;
  throw std::out_of_range("index " + std::to_string(index) + " of a list of " + std::to_string(items_.size()));
}

template <class Change>
auto ManagedList::change(Change what) {
  const std::lock_guard guard(mutex_);
  ++version_;
  return what();
}

std::uint64_t ManagedList::size() {
  const std::lock_guard guard(mutex_);
  return items_.size();
}

Stored ManagedList::at(std::uint64_t index) {
  const std::lock_guard guard(mutex_);
  require(index);
  return items_[index];
}

std::optional<Stored> ManagedList::find(std::uint64_t index) {
  const std::lock_guard guard(mutex_);
  if (index >= items_.size()) return std::nullopt;
  return items_[index];
}

void ManagedList::set(std::uint64_t index, Stored value) {
  change([&] {
    require(index);
    std::swap(items_[index], value);
  });
}

void ManagedList::append(Stored value) {
  change([&] { items_.push_back(std::move(value)); });
}

void ManagedList::extend(StoredList values) {
  change([&] { items_.insert(items_.end(), values.begin(), values.end()); });
}

void ManagedList::insert(std::uint64_t index, Stored value) {
  change([&] {
    const auto place = std::min<std::uint64_t>(index, items_.size());
    items_.insert(items_.begin() + static_cast<std::ptrdiff_t>(place), std::move(value));
  });
}

Stored ManagedList::pop(std::optional<std::uint64_t> index) {
  return change([&] {
    if (!index && items_.empty()) throw std::out_of_range("pop from an empty list");
    const auto place = index.value_or(items_.size() - 1);
    require(place);
    auto value = std::move(items_[place]);
    items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(place));
    return value;
  });
}

void ManagedList::remove(Stored value) {
  Stored dropped;
  change([&] {
    const auto found = std::find(items_.begin(), items_.end(), value);
    if (found == items_.end()) throw std::out_of_range("the value is not in the list");
    dropped = std::move(*found);
    items_.erase(found);
  });
}

std::uint64_t ManagedList::count(Stored value) {
  const std::lock_guard guard(mutex_);
  return static_cast<std::uint64_t>(std::count(items_.begin(), items_.end(), value));
}

std::optional<std::uint64_t> ManagedList::index(Stored value) {
  const std::lock_guard guard(mutex_);
  const auto found = std::find(items_.begin(), items_.end(), value);
  if (found == items_.end()) return std::nullopt;
  return static_cast<std::uint64_t>(found - items_.begin());
}

StoredList ManagedList::slice(std::uint64_t first, std::uint64_t last) {
  const std::lock_guard guard(mutex_);
  const auto end = std::min<std::uint64_t>(last, items_.size());
  const auto begin = std::min(first, end);
  return {items_.begin() + static_cast<std::ptrdiff_t>(begin), items_.begin() + static_cast<std::ptrdiff_t>(end)};
}

void ManagedList::repeat(std::uint64_t times) {
  StoredList dropped;
  change([&] {
    if (times == 0) dropped.swap(items_);
    const auto once = items_.size();
    if (times > 1 && once > (items_.max_size() - once) / (times - 1)) throw std::length_error("the list is too long");
    for (; times > 1; --times) {
      for (std::size_t i = 0; i < once; ++i) items_.push_back(items_[i]);
    }
  });
}

void ManagedList::reverse() {
  change([&] { std::reverse(items_.begin(), items_.end()); });
}

void ManagedList::clear() {
  StoredList dropped;
  change([&] { dropped.swap(items_); });
}

std::pair<std::uint64_t, StoredList> ManagedList::snapshot() {
  const std::lock_guard guard(mutex_);
  return {version_, items_};
}

bool ManagedList::replace(std::uint64_t version, StoredList items) {
  const std::lock_guard guard(mutex_);
  if (version != version_) return false;
  ++version_;
  items_.swap(items);
  return true;
}

ManagedDict::ManagedDict(std::vector<StoredPair> items) { update(std::move(items)); }

void ManagedDict::put(Stored key, Stored value) {
  const auto [entry, is_new] = entries_.try_emplace(std::move(key));
  std::swap(entry->second.value, value);
  if (!is_new) return;
  entry->second.place = ++last_place_;
  order_.emplace(last_place_, entry);
}

StoredPair ManagedDict::remove(Entries::iterator entry) {
  StoredPair item{entry->first, std::move(entry->second.value)};
  order_.erase(entry->second.place);
  entries_.erase(entry);
  return item;
}

std::uint64_t ManagedDict::size() {
  const std::lock_guard guard(mutex_);
  return entries_.size();
}

std::optional<Stored> ManagedDict::find(Stored key) {
  const std::lock_guard guard(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return std::nullopt;
  return found->second.value;
}

void ManagedDict::set(Stored key, Stored value) { update({{std::move(key), std::move(value)}}); }

std::optional<Stored> ManagedDict::take(Stored key) {
  const std::lock_guard guard(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return std::nullopt;
  return remove(found).second;
}

std::optional<StoredPair> ManagedDict::take_last() {
  const std::lock_guard guard(mutex_);
  if (order_.empty()) return std::nullopt;
  return remove(std::prev(order_.end())->second);
}

Stored ManagedDict::set_default(Stored key, Stored value) {
  const std::lock_guard guard(mutex_);
  const auto found = entries_.find(key);
  if (found != entries_.end()) return found->second.value;
  put(std::move(key), value);
  return value;
}

void ManagedDict::update(std::vector<StoredPair> items) {
  std::vector<Stored> dropped;
  const std::lock_guard guard(mutex_);
  for (auto& [key, value] : items) {
    const auto found = entries_.find(key);
    if (found != entries_.end()) dropped.push_back(found->second.value);
    put(std::move(key), std::move(value));
  }
}

std::vector<StoredPair> ManagedDict::items() {
  const std::lock_guard guard(mutex_);
  std::vector<StoredPair> all;
  for (const auto& [place, entry] : order_) all.emplace_back(entry->first, entry->second.value);
  return all;
}

void ManagedDict::clear() {
  Entries dropped;
  const std::lock_guard guard(mutex_);
  order_.clear();
  dropped.swap(entries_);
}

std::optional<StoredPair> ManagedDict::after(std::optional<Stored> key, std::uint64_t size) {
  const std::lock_guard guard(mutex_);
  if (entries_.size() != size) throw std::runtime_error("the dict changed its size while somebody went through it");
  auto next = order_.begin();
  if (key) {
    const auto found = entries_.find(*key);
    if (found == entries_.end()) throw std::runtime_error("the dict changed its keys while somebody went through it");
    next = order_.upper_bound(found->second.place);
  }
  if (next == order_.end()) return std::nullopt;
  return StoredPair{next->second->first, next->second->second.value};
}

std::uint64_t ManagedSet::size() {
  const std::lock_guard guard(mutex_);
  return items_.size();
}

bool ManagedSet::contains(Stored value) {
  const std::lock_guard guard(mutex_);
  return items_.find(value) != items_.end();
}

void ManagedSet::add(Stored value) {
  const std::lock_guard guard(mutex_);
  items_.insert(std::move(value));
}

bool ManagedSet::discard(Stored value) {
  std::set<Stored>::node_type dropped;
  const std::lock_guard guard(mutex_);
  dropped = items_.extract(value);
  return !dropped.empty();
}

std::optional<Stored> ManagedSet::take_any() {
  const std::lock_guard guard(mutex_);
  if (items_.empty()) return std::nullopt;
  return std::move(items_.extract(items_.begin()).value());
}

void ManagedSet::change(std::uint8_t how, StoredList others) {
  const std::set<Stored> theirs(others.begin(), others.end());
  std::set<Stored> result;
  const std::lock_guard guard(mutex_);
  const auto into = std::inserter(result, result.end());
  switch (static_cast<SetChange>(how)) {
    case SetChange::unite:
      std::set_union(items_.begin(), items_.end(), theirs.begin(), theirs.end(), into);
      break;
    case SetChange::intersect:
      std::set_intersection(items_.begin(), items_.end(), theirs.begin(), theirs.end(), into);
      break;
    case SetChange::subtract:
      std::set_difference(items_.begin(), items_.end(), theirs.begin(), theirs.end(), into);
      break;
    case SetChange::exclusive:
      std::set_symmetric_difference(items_.begin(), items_.end(), theirs.begin(), theirs.end(), into);
      break;
    default:
      throw std::invalid_argument("a set is not changed in this way");
  }
  items_.swap(result);
}

StoredList ManagedSet::items() {
  const std::lock_guard guard(mutex_);
  return {items_.begin(), items_.end()};
}

void ManagedSet::clear() {
  std::set<Stored> dropped;
  const std::lock_guard guard(mutex_);
  dropped.swap(items_);
}

Stored ManagedValue::get() {
  const std::lock_guard guard(mutex_);
  return value_;
}

void ManagedValue::set(Stored value) {
  const std::lock_guard guard(mutex_);
  std::swap(value_, value);
}

bool ManagedValue::exchange(Stored expected, Stored value) {
  const std::lock_guard guard(mutex_);
  if (!(value_ == expected)) return false;
  std::swap(value_, value);
  return true;
}

}  // namespace multiprocessing::detail
