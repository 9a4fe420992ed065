// SPDX-License-Identifier: BSL-1.0
// as_completed: futures in the order in which they are done.
#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "multiprocessing/futures.hpp"

namespace multiprocessing {

/// The futures in the order in which they are done: a range, to be read once.
template <class T>
class AsCompleted {
 public:
  /// Made by as_completed.
  AsCompleted(const std::vector<Future<T>>& futures, const Timeout& timeout)
      : futures_(detail::without_duplicates(futures)),
        arrived_(detail::watch(futures_)),
        until_(detail::deadline_after(timeout)) {}

  /// The next that is done, waiting for it; nothing after the last.
  ///
  /// Errors   TimeoutError that says how many are left, if the next is not done in time.
  std::optional<Future<T>> next() {
    if (handed_out_ == futures_.size()) return std::nullopt;
    const auto index = arrived_->next(until_);
    if (!index) {
      throw TimeoutError(std::to_string(futures_.size() - handed_out_) + " (of " + std::to_string(futures_.size()) +
                         ") futures unfinished");
    }
    ++handed_out_;
    return futures_[*index];
  }

  /// Reads what next() gives.
  class iterator {
   public:
    ///@{
    /// As the standard has it for input iterators.
    using iterator_category = std::input_iterator_tag;
    using value_type = Future<T>;
    using difference_type = std::ptrdiff_t;
    using pointer = const value_type*;
    using reference = const value_type&;

    iterator() = default;
    explicit iterator(AsCompleted* all) : all_(all) { ++*this; }
    reference operator*() const { return *value_; }
    pointer operator->() const { return &*value_; }
    iterator& operator++() {
      value_ = all_->next();
      if (!value_) all_ = nullptr;
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(const iterator& other) const { return all_ == other.all_; }
    ///@}

   private:
    AsCompleted* all_ = nullptr;
    std::optional<value_type> value_;
  };
  /// Waits for the first that was not given yet.
  [[nodiscard]] iterator begin() { return iterator(this); }
  /// Where the range ends.
  [[nodiscard]] iterator end() { return iterator(); }

 private:
  std::vector<Future<T>> futures_;
  std::shared_ptr<detail::Arrived> arrived_;
  detail::Deadline until_;
  std::size_t handed_out_ = 0;
};

/// Gives each future once, as soon as it is done; those that are done come first.
///
/// \param timeout  For all of them together.
///
/// Promises FUTURES-AS-COMPLETED
/// Source   CPython 3.14 docs, library/concurrent.futures, as_completed
template <class T>
[[nodiscard]] AsCompleted<T> as_completed(const std::vector<Future<T>>& futures, Timeout timeout = std::nullopt) {
  return AsCompleted<T>(futures, timeout);
}

}  // namespace multiprocessing
