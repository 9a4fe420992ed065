// SPDX-License-Identifier: BSL-1.0
// ImapResultsProxy: the results of imap of a pool in a manager's server.
#pragma once

#include <deque>
#include <optional>
#include <utility>

#include "multiprocessing/managers/async_result_proxy.hpp"
#include "multiprocessing/results_iterator.hpp"

namespace multiprocessing {

/// The results of an imap, one by one. Also a range, to be read once.
///
/// Threads  One thread at a time.
///
/// Promises SYNC-MANAGER-POOL-MAPS
/// Source   CPython 3.14 Lib/multiprocessing/managers.py, IteratorProxy
template <class R>
class ImapResultsProxy {
 public:
  using value_type = detail::held_t<R>;  ///< of a result; std::monostate for void

  /// As ImapResults::next.
  std::optional<value_type> next(Timeout timeout = std::nullopt) {
    if (given_ == count_) return std::nullopt;
    if (here_.empty()) {
      const auto index = ordered_ ? std::optional(taken_) : std::nullopt;
      const auto answer = tasks_.template call<&detail::ManagedTasks::take>(index, timeout);
      if (!answer) throw TimeoutError();
      here_ = detail::read_outcomes<R>(*answer);
      ++taken_;
      if (here_.empty()) throw UnpicklingError("a worker has answered nothing");
    }
    auto outcome = std::move(here_.front());
    here_.pop_front();
    ++given_;
    if (outcome.error) std::rethrow_exception(outcome.error);
    return std::move(outcome.value);
  }

  using iterator = detail::ResultsIterator<ImapResultsProxy>;  ///< reads what next() gives

  /// Waits for the first result that was not given yet.
  [[nodiscard]] iterator begin() { return iterator(this); }
  /// Where the range ends.
  [[nodiscard]] iterator end() { return iterator(); }

  /// Made by PoolProxy.
  ImapResultsProxy(Proxy<detail::ManagedTasks> tasks, std::size_t count, bool ordered)
      : tasks_(std::move(tasks)), count_(count), ordered_(ordered) {}

 private:
  Proxy<detail::ManagedTasks> tasks_;
  std::size_t count_;
  bool ordered_;
  std::size_t given_ = 0;
  std::uint64_t taken_ = 0;  // requests whose answers are here, or were
  std::deque<detail::Outcome<R>> here_;
};

}  // namespace multiprocessing
