// SPDX-License-Identifier: BSL-1.0
// ImapResults: the results of imap, one after the other.
#pragma once

#include <cstddef>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "multiprocessing/completion.hpp"
#include "multiprocessing/pool_input.hpp"

namespace multiprocessing {

namespace detail {

/// Keeps outcomes until somebody asks for them.
template <class R>
class Arrivals final : public Sink<R> {
 public:
  void deliver(std::size_t index, Outcome<R> outcome) override {
    const Monitor::Guard guard(monitor_);
    arrived_.emplace(index, std::move(outcome));
    monitor_.notify_all();
  }
  /// The outcome of that call, or of any; nothing if the time runs out.
  std::optional<Outcome<R>> take(std::optional<std::size_t> index, const Timeout& timeout) {
    Monitor::Guard guard(monitor_);
    const auto find = [&] { return index ? arrived_.find(*index) : arrived_.begin(); };
    if (!monitor_.wait(guard, deadline_after(timeout), [&] { return find() != arrived_.end(); })) return std::nullopt;
    return std::move(arrived_.extract(find()).mapped());
  }

 private:
  Monitor monitor_;
  std::map<std::size_t, Outcome<R>> arrived_;
};

}  // namespace detail

/// The results of an imap, in the order of its input, or of an imap_unordered, in the order in which they come. Also a
/// range, to be read once. Its input is read in the calls of its members, as far ahead as MapOptions say.
///
/// Threads  One thread at a time.
template <class R>
class ImapResults {
 public:
  using value_type = detail::held_t<R>;  // std::monostate for void

  /// The next result, waiting for it; nothing after the last.
  ///
  /// \param timeout  How long. `std::nullopt` waits without limit; zero or less looks once.
  ///
  /// Errors   TimeoutError if it is not there in time: ask again. What the task threw, in the place of its result; then
  ///          the rest follows. What reading the input threw, after the results of all before it; that is the end then.
  ///
  /// Promises POOL-IMAP-ORDER, POOL-IMAP-TIMEOUT, POOL-IMAP-INPUT-ERROR, POOL-IMAP-UNORDERED
  /// Differs  Python's iterator raises StopIteration at the end, and loses the whole chunk in which the input fails.
  std::optional<value_type> next(Timeout timeout = std::nullopt) {
    feed();
    if (handed_out_ == submitted_) {
      if (input_error_) std::rethrow_exception(std::exchange(input_error_, nullptr));
      return std::nullopt;
    }
    auto outcome = arrivals_->take(ordered_ ? std::optional(handed_out_) : std::nullopt, timeout);
    if (!outcome) throw TimeoutError();
    ++handed_out_;
    if (outcome->error) std::rethrow_exception(outcome->error);
    return std::move(outcome->value);
  }

  class iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = ImapResults::value_type;
    using difference_type = std::ptrdiff_t;
    using pointer = const value_type*;
    using reference = const value_type&;

    iterator() = default;
    explicit iterator(ImapResults* results) : results_(results) { ++*this; }
    reference operator*() const { return *value_; }
    pointer operator->() const { return &*value_; }
    iterator& operator++() {
      value_ = results_->next();
      if (!value_) results_ = nullptr;
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(const iterator& other) const { return results_ == other.results_; }

   private:
    ImapResults* results_ = nullptr;
    std::optional<value_type> value_;
  };

  [[nodiscard]] iterator begin() { return iterator(this); }
  [[nodiscard]] iterator end() { return iterator(); }

  ImapResults(std::shared_ptr<detail::Arrivals<R>> arrivals, std::unique_ptr<detail::Feed> input,
              std::size_t read_ahead, bool ordered)
      : arrivals_(std::move(arrivals)), input_(std::move(input)), read_ahead_(read_ahead), ordered_(ordered) {
    feed();
  }

 private:
  void feed() {
    try {
      while (input_ && submitted_ - handed_out_ < read_ahead_) {
        const auto count = input_->submit_chunk();
        submitted_ += count;
        if (count == 0) input_.reset();
      }
    } catch (...) {
      input_error_ = std::current_exception();
      input_.reset();
    }
  }

  std::shared_ptr<detail::Arrivals<R>> arrivals_;
  std::unique_ptr<detail::Feed> input_;  // empty once it has ended
  std::size_t read_ahead_;
  bool ordered_;
  std::size_t submitted_ = 0;
  std::size_t handed_out_ = 0;
  std::exception_ptr input_error_;
};

}  // namespace multiprocessing
