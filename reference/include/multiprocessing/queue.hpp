// SPDX-License-Identifier: BSL-1.0
// Queue: many producers, many consumers, and a put that never waits for a reader.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "multiprocessing/serialization.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

namespace detail {
struct QueueState;

/// What all Queue<T> are underneath.
class QueueBase {
 public:
  /// How many items have been put, by any process, and not been got. An item that a killed process was sending may be
  /// counted until the next one is got, or somebody has found the queue empty.
  ///
  /// Promises QUEUE-QSIZE
  [[nodiscard]] std::size_t qsize() const;

  /// Whether there is nothing to get at this moment. May still be true for a moment after a put.
  ///
  /// Errors   OSError if the queue was used and then closed in this process.
  ///
  /// Promises QUEUE-EMPTY
  [[nodiscard]] bool empty() const;

  /// Whether there are as many items as the bound allows; never true without a bound.
  ///
  /// Promises QUEUE-FULL
  [[nodiscard]] bool full() const;

  /// Says that this process will put and get nothing more. What it has put is still sent. May be called again.
  ///
  /// Promises QUEUE-CLOSE-THEN-USE, QUEUE-CLOSE-REPEATED, QUEUE-CLOSE-LOCAL
  void close();

  /// Waits until everything that this process has put has been sent, which may need somebody who gets.
  ///
  /// Errors   AssertionError if the queue has not been closed.
  ///
  /// Promises QUEUE-JOIN-THREAD-CLOSED, QUEUE-JOIN-THREAD-FLUSHES
  void join_thread();

  /// Lets this process end without that wait: what it has put may be lost then. Otherwise a process waits at its end
  /// until everything is sent, and says on stderr after a second in which nobody read that it does.
  ///
  /// Promises UNDRAINED-CANCEL
  void cancel_join_thread();

  void save(OutputArchive& archive) const;
  void load(InputArchive& archive);

 protected:
  explicit QueueBase(std::size_t maxsize);
  [[nodiscard]] bool put_bytes(Bytes message, const Timeout& timeout);
  [[nodiscard]] std::optional<Bytes> get_bytes(const Timeout& timeout);

 private:
  std::shared_ptr<QueueState> state_;
};
}  // namespace detail

/// A queue that many processes put into and get from. Each process that puts has a thread that sends what was put, so
/// that put waits for a place but never for the pipe. Copies name the same queue.
///
/// Items that one process puts come out in that order. A process that is killed at any moment takes with it what it had
/// put and not sent, or the one item that it was getting; every other item comes out whole, and nobody waits for the
/// dead.
///
/// Errors   ValueError from put and get if the queue has been closed in this process.
/// Threads  Safe to use from several threads and processes at once.
/// Fork     Usable in a forked child, which begins with nothing of its own: what its parent has put, its parent sends.
/// Under
///          spawn pass it as an argument.
///
/// Promises QUEUE-FIFO, QUEUE-PROCESSES, QUEUE-FEEDER-FORK, QUEUE-PUT-NEVER-BLOCKS, TERMINATE-QUEUE-WRITER,
///          TERMINATE-QUEUE-READER
/// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.Queue
/// Differs  Items are serialized by put, in the caller, which learns at once what cannot be sent.
template <class T>
class Queue : public detail::QueueBase {
 public:
  /// \param maxsize  The largest number of items, put by anybody and not got. Zero means without bound.
  explicit Queue(std::size_t maxsize = 0) : QueueBase(maxsize) {}

  /// Puts an item, waiting for a place if there is a bound.
  ///
  /// \param timeout  How long. `std::nullopt` waits without limit; zero or less tries once.
  ///
  /// Errors   Full if the time ran out; UnpicklableError if the item holds a live object. Nothing is put then.
  ///
  /// Promises QUEUE-PUT-FULL, QUEUE-PUT-TIMEOUT-FULL, QUEUE-PUT-WAITS, QUEUE-BOUND-SHARED
  void put(const T& item, Timeout timeout = std::nullopt) {
    if (!try_put(item, timeout)) throw Full();
  }
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
  [[nodiscard]] T get_nowait() { return get(std::chrono::nanoseconds{0}); }
  /// As get, but nothing instead of Empty.
  [[nodiscard]] std::optional<T> try_get(Timeout timeout = std::chrono::nanoseconds{0}) {
    auto message = get_bytes(timeout);
    if (!message) return std::nullopt;
    return detail::loads<T>(*message);
  }
};

}  // namespace multiprocessing
