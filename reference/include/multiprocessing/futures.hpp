// SPDX-License-Identifier: BSL-1.0
// Waiting for several futures.
#pragma once

#include <algorithm>
#include <deque>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "multiprocessing/future.hpp"

namespace multiprocessing {

/// Until when wait() waits.
enum class ReturnWhen { first_completed, first_exception, all_completed };

namespace detail {

/// Counts those that are done, in the order in which they are.
class Arrived {
 public:
  void add(std::size_t index, bool failed);
  [[nodiscard]] std::optional<std::size_t> next(const Deadline& until);
  /// Until any, any failed one, or that many are there.
  void wait(ReturnWhen when, std::size_t all, const Deadline& until);

 private:
  Monitor monitor_;
  std::deque<std::size_t> waiting_;
  std::size_t count_ = 0;
  bool failed_ = false;
};

template <class T>
std::vector<Future<T>> without_duplicates(const std::vector<Future<T>>& futures) {
  std::vector<Future<T>> once;
  for (const auto& future : futures) {
    if (std::find(once.begin(), once.end(), future) == once.end()) once.push_back(future);
  }
  return once;
}

template <class T>
std::shared_ptr<Arrived> watch(const std::vector<Future<T>>& futures) {
  auto arrived = std::make_shared<Arrived>();
  for (std::size_t index = 0; index < futures.size(); ++index) {
    futures[index].state()->observe([arrived, index, state = std::weak_ptr(futures[index].state())] {
      const auto there = state.lock();
      arrived->add(index, there && there->error() && !there->cancelled());
    });
  }
  return arrived;
}

}  // namespace detail

template <class T>
struct DoneAndNotDone {
  std::vector<Future<T>> done;
  std::vector<Future<T>> not_done;
};

/// Waits until the first of the futures is done, or fails, or all of them are. Each is told once.
///
/// \param timeout  How long. `std::nullopt` waits without limit; zero or less looks once.
///
/// Promises FUTURES-WAIT
/// Source   CPython 3.14 docs, library/concurrent.futures, wait
template <class T>
[[nodiscard]] DoneAndNotDone<T> wait(const std::vector<Future<T>>& futures, ReturnWhen when = ReturnWhen::all_completed,
                                     Timeout timeout = std::nullopt) {
  const auto until = detail::deadline_after(timeout);
  const auto once = detail::without_duplicates(futures);
  detail::watch(once)->wait(when, once.size(), until);
  DoneAndNotDone<T> sorted;
  for (const auto& future : once) (future.done() ? sorted.done : sorted.not_done).push_back(future);
  return sorted;
}

/// The futures in the order in which they are done: a range, to be read once.
template <class T>
class AsCompleted {
 public:
  AsCompleted(const std::vector<Future<T>>& futures, const Timeout& timeout)
      : futures_(detail::without_duplicates(futures)),
        arrived_(detail::watch(futures_)),
        until_(detail::deadline_after(timeout)) {}

  /// Nothing after the last.
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

  class iterator {
   public:
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

   private:
    AsCompleted* all_ = nullptr;
    std::optional<value_type> value_;
  };
  [[nodiscard]] iterator begin() { return iterator(this); }
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
