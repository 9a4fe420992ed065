// SPDX-License-Identifier: BSL-1.0
// How an imap gets its input to the workers: a chunk at a time.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <utility>
#include <vector>

#include "multiprocessing/pool_input.hpp"

namespace multiprocessing::detail {

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
