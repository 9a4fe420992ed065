// SPDX-License-Identifier: BSL-1.0
// What is in a queue, as a range.
#pragma once

#include <chrono>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

#include "multiprocessing/errors.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

/// An input range that gets one item after the other from a queue: made by Queue::drain, and read once. An item is got
/// when the loop comes to it, and lives until the next one is got.
template <class Queue>
class Drain {
 public:
  using value_type = typename Queue::value_type;  ///< of an item

  /// A std::input_iterator; ends at std::default_sentinel.
  class iterator {
   public:
    ///@{
    /// As the standard has it for input iterators.
    using iterator_concept = std::input_iterator_tag;
    using iterator_category = std::input_iterator_tag;
    using value_type = typename Queue::value_type;
    using difference_type = std::ptrdiff_t;
    using pointer = value_type*;
    using reference = value_type&;

    iterator() = default;
    explicit iterator(Drain* of) : of_(of) {}
    reference operator*() const { return *of_->item_; }
    pointer operator->() const { return &*of_->item_; }
    iterator& operator++() {
      of_->next();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& here, std::default_sentinel_t) { return here.at_end(); }
    ///@}

   private:
    [[nodiscard]] bool at_end() const { return !of_->item_; }
    Drain* of_ = nullptr;
  };

  /// Made by Queue::drain.
  Drain(Queue queue, Timeout patience) : queue_(std::move(queue)), patience_(patience) {}
  /// Gets the first item. To be called once.
  [[nodiscard]] iterator begin() {
    next();
    return iterator(this);
  }
  /// Where the range ends.
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

 private:
  void next() {
    item_.reset();
    try {
      item_ = queue_.try_get(patience_);
      // What has been put and is still on its way is waited for as long as its sender lives.
      while (!item_ && queue_.qsize() != 0) item_ = queue_.try_get(std::chrono::milliseconds{20});
    } catch (const ShutDown&) {
      // That is an end, too.
    }
  }

  Queue queue_;
  Timeout patience_;
  std::optional<value_type> item_;
};

}  // namespace multiprocessing
