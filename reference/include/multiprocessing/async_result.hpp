// SPDX-License-Identifier: BSL-1.0
// AsyncResult: what a pool gives for a task that it will do.
#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <type_traits>
#include <utility>

#include "multiprocessing/completion.hpp"
#include "multiprocessing/lockable.hpp"

namespace multiprocessing {

namespace detail {

[[noreturn]] void refuse_empty_result();
[[noreturn]] void refuse_unready_result();

}  // namespace detail

/// The result of a task, now or later. Copies name the same one. It outlives its pool.
///
/// Errors   ValueError from every member but valid() if it was moved from.
/// Threads  Safe to use from several threads at once.
/// Fork     A forked child may use one that was ready; AssertionError if it would have to wait.
template <class T>
class AsyncResult {
 public:
  /// Waits for the result. A T that can only be moved is given out once.
  ///
  /// \param timeout  How long. `std::nullopt` waits without limit; zero or less looks once.
  ///
  /// Errors   TimeoutError if it is not there in time. What the task threw, with its type where that is known here (see
  ///          RemoteError). WorkerDiedError, TaskTimeoutError, CancelledError, MaybeEncodingError. UnpicklingError, or
  ///          what its own reading threw, if the result cannot be read.
  ///
  /// Promises POOL-APPLY-ASYNC, POOL-GET-TIMEOUT, REMOTE-ERROR-TYPE, POOL-WORKER-DIED
  /// Source   CPython 3.14 docs, library/multiprocessing, AsyncResult.get
  T get(Timeout timeout = std::nullopt) const {
    if (!live().wait(timeout)) throw TimeoutError();
    return detail::value_of<T>(live());
  }

  /// Waits for the result, and leaves it there. \returns whether it is there.
  bool wait(Timeout timeout = std::nullopt) const { return live().wait(timeout); }
  ///@{
  /// The same as std::future has it. \returns std::future_status::ready or std::future_status::timeout.
  ///
  /// Promises POOL-RESULT-AS-FUTURE
  template <class Rep, class Period>
  std::future_status wait_for(const std::chrono::duration<Rep, Period>& time) const {
    return wait(detail::timeout_of(time)) ? std::future_status::ready : std::future_status::timeout;
  }
  template <class Clock, class Duration>
  std::future_status wait_until(const std::chrono::time_point<Clock, Duration>& moment) const {
    return wait(detail::timeout_until(moment)) ? std::future_status::ready : std::future_status::timeout;
  }
  ///@}
  /// Whether it names a result: it does not once it was moved from.
  [[nodiscard]] bool valid() const noexcept { return state_ != nullptr; }
  /// Whether it is there.
  [[nodiscard]] bool ready() const { return live().ready(); }
  /// Whether the task threw nothing.
  ///
  /// Errors   ValueError if it is not there.
  ///
  /// Promises POOL-RESULT-SUCCESSFUL
  [[nodiscard]] bool successful() const {
    if (!ready()) detail::refuse_unready_result();
    return !live().error();
  }

  /// Cancels the task, or what is left of a map; it fails with CancelledError then.
  ///
  /// \returns  Whether there was anything that could be cancelled.
  ///
  /// Promises POOL-CANCEL-QUEUED, POOL-CANCEL-RUNNING
  /// Differs  Python has no such thing.
  bool cancel(Cancel what = Cancel::queued) const { return live().cancel(what); }

  /// Calls `function` with the result when it is there, if the task threw nothing; at once and here if it is there
  /// already, otherwise in a thread of the pool. What it throws is reported on stderr.
  ///
  /// Promises POOL-CALLBACK
  template <class Function>
  const AsyncResult& callback(Function function) const {
    auto state = state_;
    live().call_back([state, function = std::move(function)]() mutable {
      if (state->error()) return;
      if constexpr (std::is_void_v<T>) {
        function();
      } else {
        function(std::as_const(*state->value));
      }
    });
    return *this;
  }
  /// The same with the std::exception_ptr of a task that failed.
  ///
  /// Promises POOL-ERROR-CALLBACK
  template <class Function>
  const AsyncResult& error_callback(Function function) const {
    auto state = state_;
    live().call_back([state, function = std::move(function)]() mutable {
      if (state->error()) function(state->error());
    });
    return *this;
  }

  /// Made by pools.
  explicit AsyncResult(std::shared_ptr<detail::CompletionOf<T>> state) : state_(std::move(state)) {}

 private:
  [[nodiscard]] detail::CompletionOf<T>& live() const {
    if (!state_) detail::refuse_empty_result();
    return *state_;
  }

  std::shared_ptr<detail::CompletionOf<T>> state_;
};

}  // namespace multiprocessing
