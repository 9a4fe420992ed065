// SPDX-License-Identifier: BSL-1.0
// ShareableList: a list of plain values in a named block, byte for byte as Python has it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "multiprocessing/shared_memory.hpp"

namespace multiprocessing {

namespace detail {
struct ShareableListState;
}

/// What a ShareableList holds: nothing (None), bool, int, float, str (as UTF-8), bytes.
using ListItem = std::variant<std::monostate, bool, std::int64_t, double, std::string, Bytes>;

/// A list whose length never changes, in a block of shared memory that other processes find by its name, those of
/// Python too: `multiprocessing.shared_memory.ShareableList` reads and writes the same bytes. Copies of the object are
/// the same handle; what is sent to another process is the name.
///
/// An item may be replaced by one of another type. Text and bytes have the room that they began with, rounded up to
/// eight *bytes* and at least one more than they had; other items have eight bytes.
///
/// It has no lock: whoever reads while another one writes may see an item that is neither.
///
/// Errors   std::out_of_range for an index beyond either end; UnpicklingError if the block does not hold a list.
///
/// Promises LIST-ROUND-TRIP, LIST-INDEX, LIST-RETYPE, LIST-ROOM, LIST-SEARCH, LIST-ATTACH, LIST-SENT, LIST-NUL
/// Source   CPython 3.14 docs, library/multiprocessing.shared_memory, ShareableList
/// Differs  Python gives text as many bytes as it has characters, and cuts what is not ASCII. It also takes zero bytes
///          off the end of text and bytes; here they stay, and Python does so to them when it reads them.
class ShareableList {
 public:
  /// A closed handle, to be assigned or loaded.
  ShareableList() = default;
  /// A new list in a block of that name, or of one that is made up.
  ///
  /// Errors   As SharedMemory; ValueError if an item is too long for its description, which begins at about 10 MB.
  explicit ShareableList(std::span<const ListItem> items, std::optional<std::string> name = std::nullopt);
  /// The same of a list in braces.
  ShareableList(std::initializer_list<ListItem> items, std::optional<std::string> name = std::nullopt)
      : ShareableList(std::span(items.begin(), items.size()), std::move(name)) {}
  /// The list in that block.
  [[nodiscard]] static ShareableList attach(std::string name);

  /// How many items it has, for good.
  [[nodiscard]] std::size_t size() const;
  /// A negative index counts from the end.
  [[nodiscard]] ListItem get(std::ptrdiff_t index) const;
  /// The item as a T; std::bad_variant_access if it is none.
  template <class T>
  [[nodiscard]] T get(std::ptrdiff_t index) const {
    return std::get<T>(get(index));
  }
  /// Replaces an item.
  ///
  /// Errors   ValueError if text or bytes have too little room; nothing changes then.
  void set(std::ptrdiff_t index, const ListItem& item) const;
  /// All items, read one after the other.
  [[nodiscard]] std::vector<ListItem> values() const;

  /// How many items are the same: of the same type and value.
  [[nodiscard]] std::size_t count(const ListItem& item) const;
  /// Where the first such item is. Errors   ValueError if there is none.
  [[nodiscard]] std::size_t index(const ListItem& item) const;

  /// What Python's struct module calls the items, one after the other.
  [[nodiscard]] std::string format() const;
  /// The block: for its name, and to close and unlink it.
  [[nodiscard]] SharedMemory shm() const;
  /// A new list with the same items, and room for what they are now.
  [[nodiscard]] ShareableList copy(std::optional<std::string> name = std::nullopt) const;

  /// A std::input_iterator that reads the item it stands at.
  class iterator {
   public:
    ///@{
    /// As the standard has it for input iterators.
    using iterator_category = std::input_iterator_tag;
    using value_type = ListItem;
    using difference_type = std::ptrdiff_t;
    using pointer = const ListItem*;
    using reference = ListItem;
    iterator() = default;
    iterator(std::shared_ptr<detail::ShareableListState> list, std::size_t at) : list_(std::move(list)), at_(at) {}
    ListItem operator*() const;
    iterator& operator++() {
      ++at_;
      return *this;
    }
    iterator operator++(int) {
      auto before = *this;
      ++at_;
      return before;
    }
    friend bool operator==(const iterator& left, const iterator& right) { return left.at_ == right.at_; }
    ///@}

   private:
    std::shared_ptr<detail::ShareableListState> list_;
    std::size_t at_ = 0;
  };
  /// At the first item.
  [[nodiscard]] iterator begin() const { return {state_, 0}; }
  /// Behind the last item.
  [[nodiscard]] iterator end() const { return {state_, size()}; }

  void save(detail::OutputArchive& archive) const;
  void load(detail::InputArchive& archive);

 private:
  std::shared_ptr<detail::ShareableListState> state_;
};

}  // namespace multiprocessing
