// SPDX-License-Identifier: BSL-1.0
// Queue among threads.
#pragma once

#include <concepts>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "multiprocessing/drain.hpp"
#include "multiprocessing/dummy/queue_state.hpp"
#include "multiprocessing/errors.hpp"

namespace multiprocessing::dummy {

/// multiprocessing::Queue, among the threads of this process. Copies name the same queue, and each is closed for
/// itself: what a thread does with the copy that it was given is its own affair, as it is between processes.
///
/// Errors   As multiprocessing::Queue.
///
/// Promises DUMMY-QUEUE, DUMMY-QUEUE-CLOSE, DUMMY-QUEUE-SHUTDOWN
/// Differs  Items are kept as they are, so T need not be Picklable. Nothing is in flight: an item that was put can be
///          got at once, and join_thread never waits.
template <class T>
class Queue {
 public:
  using value_type = T;  ///< what an item is

  /// \param maxsize  The largest number of items. Zero means without bound.
  explicit Queue(std::size_t maxsize = 0) : state_(std::make_shared<detail::QueueState<T>>()) {
    state_->maxsize = maxsize;
  }

  ///@{
  /// Puts an item at the end, as those of multiprocessing::Queue do. One that finds no place is lost with its copy.
  void put(T item, Timeout timeout = std::nullopt) {
    if (!try_put(std::move(item), timeout)) throw Full();
  }
  void put(T item, std::same_as<bool> auto block, Timeout timeout = std::nullopt) {
    put(std::move(item), block ? timeout : std::chrono::nanoseconds{0});
  }
  void put_nowait(T item) { put(std::move(item), std::chrono::nanoseconds{0}); }
  [[nodiscard]] bool try_put(T item, Timeout timeout = std::chrono::nanoseconds{0}) {
    auto& state = open();
    const auto until = detail::deadline_after(timeout);
    detail::Visit visit(state.monitor);
    if (!visit.wait(until, [&] { return !state.full() || state.shut_down; })) return false;
    if (state.shut_down) throw ShutDown();
    state.items.push_back(std::move(item));
    ++state.unfinished;
    state.used = true;
    visit.tell_all();
    return true;
  }
  ///@}

  ///@{
  /// Takes the next item out, as those of multiprocessing::Queue do.
  [[nodiscard]] T get(Timeout timeout = std::nullopt) {
    auto item = try_get(timeout);
    if (!item) throw Empty();
    return std::move(*item);
  }
  [[nodiscard]] T get(std::same_as<bool> auto block, Timeout timeout = std::nullopt) {
    return get(block ? timeout : std::chrono::nanoseconds{0});
  }
  [[nodiscard]] T get_nowait() { return get(std::chrono::nanoseconds{0}); }
  [[nodiscard]] std::optional<T> try_get(Timeout timeout = std::chrono::nanoseconds{0}) {
    auto& state = open();
    const auto until = detail::deadline_after(timeout);
    detail::Visit visit(state.monitor);
    if (!visit.wait(until, [&] { return !state.items.empty() || state.shut_down; })) return std::nullopt;
    if (state.items.empty()) throw ShutDown();
    std::optional<T> item(std::move(state.items.front()));
    state.items.pop_front();
    visit.tell_all();
    return item;
  }
  ///@}
  /// As multiprocessing::Queue::drain.
  [[nodiscard]] Drain<Queue> drain(Timeout patience = std::chrono::nanoseconds{0}) { return {*this, patience}; }

  ///@{
  /// What is in it at this moment.
  [[nodiscard]] std::size_t qsize() const {
    auto& state = live();
    const detail::Visit visit(state.monitor);
    return state.items.size();
  }
  [[nodiscard]] bool empty() const {
    auto& state = live();
    const detail::Visit visit(state.monitor);
    if (closed_ && state.used) detail::refuse_closed("the queue");
    return state.items.empty();
  }
  [[nodiscard]] bool full() const {
    auto& state = live();
    const detail::Visit visit(state.monitor);
    return state.full();
  }
  ///@}

  /// As multiprocessing::Queue::shutdown.
  void shutdown(bool immediate = false) {
    auto& state = open();
    std::deque<T> dropped;
    detail::Visit visit(state.monitor);
    state.shut_down = true;
    if (immediate) {
      state.unfinished -= state.items.size();
      dropped.swap(state.items);
    }
    visit.tell_all();
  }

  ///@{
  /// As those of multiprocessing::Queue, for this copy.
  void close() {
    (void)live();
    closed_ = true;
  }
  void join_thread() {
    (void)live();
    if (!closed_) throw AssertionError("join_thread is called before close");
  }
  void cancel_join_thread() { (void)live(); }
  ///@}

 protected:
  /// For JoinableQueue.
  [[nodiscard]] detail::QueueState<T>& live() const { return *detail::live(state_, "Queue"); }

 private:
  [[nodiscard]] detail::QueueState<T>& open() const {
    auto& state = live();
    if (closed_) throw ValueError("the queue is closed");
    return state;
  }

  std::shared_ptr<detail::QueueState<T>> state_;
  bool closed_ = false;
};

}  // namespace multiprocessing::dummy
