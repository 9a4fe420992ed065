// SPDX-License-Identifier: BSL-1.0
// Whether the result of a task is there, who waits for it, and who is told.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <type_traits>
#include <variant>
#include <vector>

#include "multiprocessing/monitor.hpp"
#include "multiprocessing/pool_errors.hpp"

namespace multiprocessing {

/// What cancel may do.
enum class Cancel {
  queued,  // a task that no worker has begun is never run
  running  // a task that a worker runs is ended with that worker, too
};

namespace detail {

class Crew;

/// void as a value.
template <class R>
using held_t = std::conditional_t<std::is_void_v<R>, std::monostate, std::decay_t<R>>;

/// What came of one call.
template <class R>
struct Outcome {
  std::optional<held_t<R>> value;
  std::exception_ptr error;  // if there is no value
};

/// Takes the outcomes of the calls of one apply or map, in any order. Called by the threads of the pool.
template <class R>
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void deliver(std::size_t index, Outcome<R> outcome) = 0;
  /// A worker begins with it.
  virtual void begin() {}
};

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
