// SPDX-License-Identifier: BSL-1.0
// The result of a map: all results in the order of the input, or one exception.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>
#include <vector>

#include "multiprocessing/completion.hpp"

namespace multiprocessing::detail {

template <class R>
using map_value_t = std::conditional_t<std::is_void_v<R>, void, std::vector<held_t<R>>>;

/// Has `progress` called in the crew's thread for callbacks, if the crew is still there.
void post_progress(const std::weak_ptr<Crew>& crew, const std::function<void(std::size_t, std::size_t)>& progress,
                   std::size_t done, std::size_t of);

/// It is ready when every call has ended, however many fail. Of several exceptions the one that is first in the order
/// of the input is kept.
template <class R>
class MapResult final : public Sink<R>, public CompletionOf<map_value_t<R>> {
 public:
  using Progress = std::function<void(std::size_t, std::size_t)>;

  MapResult(std::weak_ptr<Crew> crew, std::size_t size, Progress progress)
      : CompletionOf<map_value_t<R>>(crew), crew_(std::move(crew)), progress_(std::move(progress)), values_(size) {
    if (size == 0) finish();
  }

  void begin() override { this->start_running(); }
  void deliver(std::size_t index, Outcome<R> outcome) override {
    std::size_t done = 0;
    {
      const std::lock_guard guard(mutex_);
      if (outcome.error && (!error_ || index < error_index_)) {
        error_ = outcome.error;
        error_index_ = index;
      }
      values_[index] = std::move(outcome.value);
      done = ++done_;
    }
    if (progress_) post_progress(crew_, progress_, done, values_.size());
    if (done == values_.size()) finish();
  }

 private:
  void finish() {
    if (!error_) {
      if constexpr (std::is_void_v<R>) {
        this->value.emplace();
      } else {
        this->value.emplace();
        this->value->reserve(values_.size());
        for (auto& each : values_) this->value->push_back(std::move(*each));
      }
    }
    values_.clear();
    this->complete(error_);
  }

  std::weak_ptr<Crew> crew_;
  Progress progress_;
  std::mutex mutex_;  // the calls of one map may end in several threads
  std::vector<std::optional<held_t<R>>> values_;
  std::size_t done_ = 0;
  std::exception_ptr error_;
  std::size_t error_index_ = 0;
};

}  // namespace multiprocessing::detail
