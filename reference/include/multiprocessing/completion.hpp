// SPDX-License-Identifier: BSL-1.0
// Whether the result of a task is there, who waits for it, and who is told.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "multiprocessing/monitor.hpp"
#include "multiprocessing/outcome.hpp"
#include "multiprocessing/pool_errors.hpp"

namespace multiprocessing {

/// What cancel may do.
enum class Cancel {
  queued,  ///< a task that no worker has begun is never run
  running  ///< a task that a worker runs is ended with that worker, too
};

namespace detail {

class Crew;

class Completion {
 public:
  explicit Completion(std::weak_ptr<Crew> crew) : crew_(std::move(crew)) {}
  virtual ~Completion() = default;

  [[nodiscard]] bool ready() const;
  [[nodiscard]] bool running() const;
  /// \returns  Whether it is ready.
  bool wait(const Timeout& timeout) const;
  /// Only once it is ready.
  [[nodiscard]] const std::exception_ptr& error() const noexcept { return error_; }
  [[nodiscard]] bool cancelled() const;

  void start_running();
  /// Once, when the value lies ready.
  void complete(std::exception_ptr error);
  /// Calls it when it is ready, in the thread that completes it, which it must not hold up; now, if it is ready.
  void observe(std::function<void()> observer);
  /// The same in the thread of the pool that is there for it.
  void call_back(std::function<void()> callback);
  bool cancel(Cancel what) const;

 private:
  mutable Monitor monitor_;
  std::weak_ptr<Crew> crew_;
  bool running_ = false;
  bool ready_ = false;
  std::exception_ptr error_;
  std::vector<std::function<void()>> observers_;
  std::vector<std::function<void()>> callbacks_;
};

/// One with its value.
template <class T>
class CompletionOf : public Completion {
 public:
  using Completion::Completion;
  std::optional<held_t<T>> value;  // set before complete(), and not changed after it
};

/// The value of a completion that has one. What can be copied stays there for the next who asks.
template <class T>
T value_of(CompletionOf<T>& completion) {
  if (completion.error()) std::rethrow_exception(completion.error());
  if constexpr (std::is_void_v<T>) {
    return;
  } else if constexpr (std::is_copy_constructible_v<T>) {
    return *completion.value;
  } else {
    return std::move(*completion.value);
  }
}

/// Of one call.
template <class R>
class CallResult final : public Sink<R>, public CompletionOf<R> {
 public:
  using CompletionOf<R>::CompletionOf;
  void begin() override { this->start_running(); }
  void deliver(std::size_t, Outcome<R> outcome) override {
    this->value = std::move(outcome.value);
    this->complete(std::move(outcome.error));
  }
};

}  // namespace detail
}  // namespace multiprocessing
