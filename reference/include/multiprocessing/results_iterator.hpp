// SPDX-License-Identifier: BSL-1.0
// The iterator of results that come one after the other.
#pragma once

#include <cstddef>
#include <iterator>
#include <optional>

namespace multiprocessing::detail {

/// Reads what results.next() gives, until that is nothing.
template <class Results>
class ResultsIterator {
 public:
  ///@{
  /// As the standard has it for input iterators.
  using iterator_category = std::input_iterator_tag;
  using value_type = typename Results::value_type;
  using difference_type = std::ptrdiff_t;
  using pointer = const value_type*;
  using reference = const value_type&;

  ResultsIterator() = default;
  explicit ResultsIterator(Results* results) : results_(results) { ++*this; }
  reference operator*() const { return *value_; }
  pointer operator->() const { return &*value_; }
  ResultsIterator& operator++() {
    value_ = results_->next();
    if (!value_) results_ = nullptr;
    return *this;
  }
  void operator++(int) { ++*this; }
  bool operator==(const ResultsIterator& other) const { return results_ == other.results_; }
  ///@}

 private:
  Results* results_ = nullptr;
  std::optional<value_type> value_;
};

}  // namespace multiprocessing::detail
