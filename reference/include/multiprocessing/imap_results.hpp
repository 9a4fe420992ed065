// SPDX-License-Identifier: BSL-1.0
// ImapResults: the results of imap, one after the other.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "multiprocessing/arrivals.hpp"
#include "multiprocessing/pool_feed.hpp"
#include "multiprocessing/results_iterator.hpp"

namespace multiprocessing {

/// The results of an imap, in the order of its input, or of an imap_unordered, in the order in which they come. Also a
/// range, to be read once. Its input is read in the calls of its members, as far ahead as MapOptions say.
///
/// Threads  One thread at a time.
template <class R>
class ImapResults {
 public:
  using value_type = detail::held_t<R>;  ///< of a result; std::monostate for void

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

  using iterator = detail::ResultsIterator<ImapResults>;  ///< reads what next() gives

  /// Waits for the first result that was not given yet.
  [[nodiscard]] iterator begin() { return iterator(this); }
  /// Where the range ends.
  [[nodiscard]] iterator end() { return iterator(); }

  /// Made by pools and executors.
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
