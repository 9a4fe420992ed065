// SPDX-License-Identifier: BSL-1.0
// What a server keeps behind the proxies of lists, dicts and sets: stored values, whatever their type.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "multiprocessing/managers/stored.hpp"

namespace multiprocessing::detail {

using StoredList = std::vector<Stored>;
using StoredPair = std::pair<Stored, Stored>;

/// std::out_of_range from whatever names an element that is not there.
class ManagedList {
 public:
  ManagedList() = default;
  explicit ManagedList(StoredList items) : items_(std::move(items)) {}

  [[nodiscard]] std::uint64_t size();
  [[nodiscard]] Stored at(std::uint64_t index);
  /// For iteration: nothing behind the end.
  [[nodiscard]] std::optional<Stored> find(std::uint64_t index);
  void set(std::uint64_t index, Stored value);
  void append(Stored value);
  void extend(StoredList values);
  void insert(std::uint64_t index, Stored value);
  [[nodiscard]] Stored pop(std::optional<std::uint64_t> index);
  void remove(Stored value);
  [[nodiscard]] std::uint64_t count(Stored value);
  [[nodiscard]] std::optional<std::uint64_t> index(Stored value);
  [[nodiscard]] StoredList slice(std::uint64_t first, std::uint64_t last);
  void repeat(std::uint64_t times);
  void reverse();
  void clear();
  /// All items and how often the list has changed, for a change that is made elsewhere.
  [[nodiscard]] std::pair<std::uint64_t, StoredList> snapshot();
  /// False, and nothing is done, if the list has changed since.
  [[nodiscard]] bool replace(std::uint64_t version, StoredList items);

 private:
  template <class Change>
  auto change(Change what);
  void require(std::uint64_t index) const;

  std::mutex mutex_;
  std::uint64_t version_ = 0;
  StoredList items_;
};

/// In the order in which the keys came.
class ManagedDict {
 public:
  ManagedDict() = default;
  explicit ManagedDict(std::vector<StoredPair> items);

  [[nodiscard]] std::uint64_t size();
  [[nodiscard]] std::optional<Stored> find(Stored key);
  void set(Stored key, Stored value);
  [[nodiscard]] std::optional<Stored> take(Stored key);
  [[nodiscard]] std::optional<StoredPair> take_last();
  /// What is there after it.
  [[nodiscard]] Stored set_default(Stored key, Stored value);
  void update(std::vector<StoredPair> items);
  [[nodiscard]] std::vector<StoredPair> items();
  void clear();
  /// The item after `key`, or the first. std::runtime_error if there are not `size` of them any more.
  [[nodiscard]] std::optional<StoredPair> after(std::optional<Stored> key, std::uint64_t size);

 private:
  struct Entry {
    Stored value;
    std::uint64_t place = 0;
  };
  using Entries = std::map<Stored, Entry>;
  [[nodiscard]] StoredPair remove(Entries::iterator entry);
  void put(Stored key, Stored value);

  std::mutex mutex_;
  std::uint64_t last_place_ = 0;
  Entries entries_;
  std::map<std::uint64_t, Entries::iterator> order_;
};

enum class SetChange : std::uint8_t { unite, intersect, subtract, exclusive };

class ManagedSet {
 public:
  ManagedSet() = default;
  explicit ManagedSet(StoredList items) : items_(items.begin(), items.end()) {}

  [[nodiscard]] std::uint64_t size();
  [[nodiscard]] bool contains(Stored value);
  void add(Stored value);
  /// Whether it was there.
  [[nodiscard]] bool discard(Stored value);
  [[nodiscard]] std::optional<Stored> take_any();
  void change(std::uint8_t how, StoredList others);
  [[nodiscard]] StoredList items();
  void clear();

 private:
  std::mutex mutex_;
  std::set<Stored> items_;
};

class ManagedValue {
 public:
  explicit ManagedValue(Stored value) : value_(std::move(value)) {}
  [[nodiscard]] Stored get();
  void set(Stored value);
  /// False, and nothing is done, if it is not `expected`.
  [[nodiscard]] bool exchange(Stored expected, Stored value);

 private:
  std::mutex mutex_;
  Stored value_;
};

}  // namespace multiprocessing::detail
