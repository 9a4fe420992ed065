// SPDX-License-Identifier: BSL-1.0
// What maps are given: ranges that are read one item at a time, when there is a use for it.
#pragma once

#include <exception>
#include <functional>
#include <iterator>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

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

/// Reads an input and submits what it reads, a chunk at a time.
class Feed {
 public:
  virtual ~Feed() = default;
  /// How many items it has submitted; none at the end of the input. Throws what the input throws, once everything
  /// before that has been submitted.
  virtual std::size_t submit_chunk() = 0;
};

template <class Source>
class FeedOf final : public Feed {
 public:
  using Item = typename Source::Item;
  using Submit = std::function<void(std::size_t first, std::vector<Item> items)>;

  FeedOf(Source source, std::size_t chunksize, Submit submit)
      : source_(std::move(source)), chunksize_(chunksize), submit_(std::move(submit)) {}

  std::size_t submit_chunk() override {
    std::vector<Item> chunk;
    if (!failure_ && !ended_) {
      try {
        while (chunk.size() < chunksize_ && !(ended_ = source_.done())) chunk.push_back(source_.take());
      } catch (...) {
        failure_ = std::current_exception();
      }
    }
    const auto count = chunk.size();
    if (count == 0 && failure_) {
      ended_ = true;
      std::rethrow_exception(std::exchange(failure_, nullptr));
    }
    if (count > 0) submit_(std::exchange(submitted_, submitted_ + count), std::move(chunk));
    return count;
  }

 private:
  Source source_;
  std::size_t chunksize_;
  Submit submit_;
  std::size_t submitted_ = 0;
  std::exception_ptr failure_;
  bool ended_ = false;
};

}  // namespace multiprocessing::detail
