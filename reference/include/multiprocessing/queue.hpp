// SPDX-License-Identifier: BSL-1.0
// Queue: many producers, many consumers, and a put that never waits for a reader.
#pragma once

#include <concepts>

#include "multiprocessing/drain.hpp"
#include "multiprocessing/queue_base.hpp"

namespace multiprocessing {

/// A queue that many processes put into and get from. What cannot be sent at once is sent by a thread of the process
/// that put it, so that put waits for a place but never for a reader. Copies name the same queue.
///
/// Items that one process puts come out in that order. A process that is killed at any moment takes with it what it had
/// put and not sent, or the one item that it was getting; every other item comes out whole, and nobody waits for the
/// dead.
///
/// Errors   ValueError from put and get if the queue has been closed in this process, ShutDown after shutdown().
/// Threads  Safe to use from several threads and processes at once.
/// Fork     Usable in a forked child, which begins with nothing of its own: what its parent has put, its parent sends.
///          Under spawn pass it as an argument.
///
/// Promises QUEUE-FIFO, QUEUE-PROCESSES, QUEUE-FEEDER-FORK, QUEUE-PUT-NEVER-BLOCKS, TERMINATE-QUEUE-WRITER,
///          TERMINATE-QUEUE-READER, QUEUE-MANY-PRODUCERS, QUEUE-MANY-CONSUMERS, QUEUE-USER-TYPES, QUEUE-LARGE
/// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.Queue
/// Differs  Items are serialized by put, in the caller, which learns at once what cannot be sent. In one queue at most
///          256 processes can have items that are not sent yet; the put of one more waits as if the queue were full.
template <class T>
class Queue : public detail::QueueBase {
 public:
  /// What an item is.
  using value_type = T;

  /// \param maxsize  The largest number of items, put by anybody and not got. Zero means without bound.
  ///
  /// Errors   ValueError if the queue cannot be as large as that.
  explicit Queue(std::size_t maxsize = 0) : Queue(bounded(maxsize)) {}
  /// With more to say than a bound.
  ///
  /// Errors   ValueError if the queue cannot be as the options say.
  explicit Queue(QueueOptions options) : QueueBase(std::move(options), false) {}

  /// Puts an item, waiting for a place if there is a bound.
  ///
  /// \param item     Serialized before put returns: what is done to it later does not matter.
  /// \param timeout  How long. `std::nullopt` waits without limit; zero or less tries once.
  ///
  /// Errors   Full if the time ran out; UnpicklableError if the item holds a live object. Nothing is put then.
  ///
  /// Promises QUEUE-PUT-FULL, QUEUE-PUT-TIMEOUT-FULL, QUEUE-PUT-WAITS, QUEUE-BOUND-SHARED, PICKLING-QUEUE-USABLE
  void put(const T& item, Timeout timeout = std::nullopt) {
    if (!try_put(item, timeout)) throw Full();
  }
  /// The same, as Python has it: with `block` false it tries once, whatever the timeout.
  ///
  /// Promises QUEUE-BLOCK-FALSE
  void put(const T& item, std::same_as<bool> auto block, Timeout timeout = std::nullopt) {
    put(item, block ? timeout : std::chrono::nanoseconds{0});
  }
  /// put(item, 0s).
  void put_nowait(const T& item) { put(item, std::chrono::nanoseconds{0}); }
  /// As put, but false instead of Full.
  [[nodiscard]] bool try_put(const T& item, Timeout timeout = std::chrono::nanoseconds{0}) {
    return put_bytes(detail::dumps(item), timeout);
  }

  /// Takes the next item out, waiting for it.
  ///
  /// \param timeout  How long. `std::nullopt` waits without limit; zero or less tries once.
  ///
  /// An item whose beginning has arrived is awaited to its end beyond the timeout, as long as its sender lives.
  ///
  /// Errors   Empty if the time ran out; UnpicklingError if the item is no T.
  ///
  /// Promises QUEUE-GET-EMPTY, QUEUE-GET-TIMEOUT-EMPTY, QUEUE-GET-WAITS
  [[nodiscard]] T get(Timeout timeout = std::nullopt) {
    auto item = try_get(timeout);
    if (!item) throw Empty();
    return std::move(*item);
  }
  /// The same, as Python has it: with `block` false it tries once, whatever the timeout.
  ///
  /// Promises QUEUE-BLOCK-FALSE
  [[nodiscard]] T get(std::same_as<bool> auto block, Timeout timeout = std::nullopt) {
    return get(block ? timeout : std::chrono::nanoseconds{0});
  }
  /// get(0s).
  [[nodiscard]] T get_nowait() { return get(std::chrono::nanoseconds{0}); }
  /// As get, but nothing instead of Empty.
  [[nodiscard]] std::optional<T> try_get(Timeout timeout = std::chrono::nanoseconds{0}) {
    auto message = get_bytes(timeout);
    if (!message) return std::nullopt;
    return detail::loads<T>(*message);
  }

  /// What is in the queue, as a range: `for (auto& item : queue.drain())`. It ends when nothing is left of what any
  /// process has put, sent or not, or when the queue has been shut down and is empty. What a process has put and not
  /// sent is waited for as long as that process lives.
  ///
  /// \param patience  How long the range waits for another item before it ends. With `std::nullopt` it ends by shutdown
  ///                  alone.
  ///
  /// Promises QUEUE-DRAIN, QUEUE-DRAIN-SHUTDOWN
  [[nodiscard]] Drain<Queue> drain(Timeout patience = std::chrono::nanoseconds{0}) { return {*this, patience}; }

 protected:
  /// For JoinableQueue.
  Queue(QueueOptions options, bool joinable) : QueueBase(std::move(options), joinable) {}
  /// Options that say no more than a bound.
  static QueueOptions bounded(std::size_t maxsize) {
    QueueOptions options;
    options.maxsize = maxsize;
    return options;
  }
};

}  // namespace multiprocessing
