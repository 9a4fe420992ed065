// SPDX-License-Identifier: BSL-1.0
// Future: what an executor gives for a call.
#pragma once

#include <memory>
#include <utility>

#include "multiprocessing/async_result.hpp"

namespace multiprocessing {

/// A call that an executor has made, makes or will make. Copies name the same one. It outlives its executor.
///
/// Errors   ValueError from every member if it was moved from.
/// Threads  Safe to use from several threads at once.
/// Fork     A forked child may use one that was done; AssertionError if it would have to wait.
template <class T>
class Future {
 public:
  /// Waits for the result. A T that can only be moved is given out once.
  ///
  /// \param timeout  How long. `std::nullopt` waits without limit; zero or less looks once.
  ///
  /// Errors   TimeoutError, CancelledError, BrokenProcessPool, and as AsyncResult::get.
  ///
  /// Promises FUTURE-RESULT, EXECUTOR-TASK-ERROR
  /// Source   CPython 3.14 docs, library/concurrent.futures, Future.result
  T result(Timeout timeout = std::nullopt) const {
    if (!live().wait(timeout)) throw TimeoutError();
    return detail::value_of<T>(live());
  }
  /// The exception that result() would throw; null if there is none.
  ///
  /// Errors   TimeoutError; CancelledError.
  ///
  /// Promises FUTURE-EXCEPTION
  [[nodiscard]] std::exception_ptr exception(Timeout timeout = std::nullopt) const {
    if (!live().wait(timeout)) throw TimeoutError();
    if (cancelled()) std::rethrow_exception(live().error());
    return live().error();
  }

  /// Cancels a call that no worker has begun. \returns whether it is cancelled.
  ///
  /// Promises FUTURE-CANCEL
  bool cancel() const {
    (void)live().cancel(Cancel::queued);
    return cancelled();
  }
  /// Whether it was cancelled before a worker had begun it, or with its executor.
  [[nodiscard]] bool cancelled() const { return live().cancelled(); }
  /// Whether a worker is at it.
  [[nodiscard]] bool running() const { return live().running(); }
  /// Whether it has a result or an exception, or is cancelled.
  [[nodiscard]] bool done() const { return live().ready(); }

  /// Calls `function` with this future when it is done, one after the other in the order in which they were added: in a
  /// thread of the executor, or at once and here if it is done already. What it throws is reported on stderr.
  ///
  /// Promises FUTURE-CALLBACK
  template <class Function>
  void add_done_callback(Function function) const {
    live().call_back([self = *this, function = std::move(function)]() mutable { function(self); });
  }

  /// Whether both name the same call.
  friend bool operator==(const Future& left, const Future& right) noexcept { return left.state_ == right.state_; }

  /// Made by executors.
  explicit Future(std::shared_ptr<detail::CompletionOf<T>> state) : state_(std::move(state)) {}
  /// For wait and as_completed.
  [[nodiscard]] const std::shared_ptr<detail::CompletionOf<T>>& state() const noexcept { return state_; }

 private:
  [[nodiscard]] detail::CompletionOf<T>& live() const {
    if (!state_) detail::refuse_empty_result();
    return *state_;
  }

  std::shared_ptr<detail::CompletionOf<T>> state_;
};

}  // namespace multiprocessing
