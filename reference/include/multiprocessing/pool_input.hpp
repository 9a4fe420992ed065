// SPDX-License-Identifier: BSL-1.0
// What maps are given: ranges that are read one item at a time, when there is a use for it.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <tuple>
#include <utility>

#include "multiprocessing/process.hpp"

namespace multiprocessing::detail {

/// Reads a range: by reference if it was given as an lvalue, else it is kept here.
template <class Range>
class Input {
 public:
  using Iterator = decltype(std::begin(std::declval<std::remove_reference_t<Range>&>()));
  using Item = stored_t<std::iter_value_t<Iterator>>;

  explicit Input(Range&& range) : range_(std::forward<Range>(range)) {}

  [[nodiscard]] bool done() {
    if (!at_) at_.emplace(std::begin(range_));
    return *at_ == std::end(range_);
  }
  [[nodiscard]] Item take() {
    Item item(**at_);
    ++*at_;
    return item;
  }
  [[nodiscard]] std::optional<std::size_t> size() const {
    if constexpr (requires { std::size(range_); }) {
      return static_cast<std::size_t>(std::size(range_));
    } else {
      return std::nullopt;
    }
  }

 private:
  Range range_;
  std::optional<Iterator> at_;
};

/// Reads several ranges side by side, up to the end of the shortest.
template <class... Ranges>
class Zipped {
 public:
  using Item = std::tuple<typename Input<Ranges>::Item...>;

  explicit Zipped(Ranges&&... ranges) : inputs_(Input<Ranges>(std::forward<Ranges>(ranges))...) {}

  [[nodiscard]] bool done() {
    return std::apply([](auto&... input) { return (input.done() || ...); }, inputs_);
  }
  [[nodiscard]] Item take() {
    return std::apply([](auto&... input) { return Item{input.take()...}; }, inputs_);
  }
  [[nodiscard]] std::optional<std::size_t> size() const {
    return std::apply([](const auto&... input) { return smallest({input.size()...}); }, inputs_);
  }

 private:
  static std::optional<std::size_t> smallest(std::initializer_list<std::optional<std::size_t>> sizes) {
    std::optional<std::size_t> least = *sizes.begin();
    for (const auto& size : sizes) {
      if (!size) return std::nullopt;
      if (*size < *least) least = size;
    }
    return least;
  }
  std::tuple<Input<Ranges>...> inputs_;
};

}  // namespace multiprocessing::detail
