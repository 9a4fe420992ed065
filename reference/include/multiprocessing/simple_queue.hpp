// SPDX-License-Identifier: BSL-1.0
// SimpleQueue: a transport with a lock at each end.
#pragma once

#include <memory>

#include "multiprocessing/queue_options.hpp"
#include "multiprocessing/serialization.hpp"

namespace multiprocessing {

namespace detail {
struct SimpleQueueState;

/// What all SimpleQueue<T> are underneath.
class SimpleQueueBase {
 public:
  [[nodiscard]] bool empty() const;
  void close();
  void save(OutputArchive& archive) const;
  void load(InputArchive& archive);

 protected:
  explicit SimpleQueueBase(const QueueOptions& options);
  void put_bytes(const Bytes& message);
  [[nodiscard]] Bytes get_bytes();

 private:
  std::shared_ptr<SimpleQueueState> state_;
};
}  // namespace detail

/// A queue without a thread: put waits for room in the transport, get for an item, both as long as they must. Copies
/// name the same queue. A process that is killed at any moment takes at most the item that it was putting or getting
/// with it.
///
/// Errors   OSError from every member if the queue has been closed in this process.
/// Threads  Safe to use from several threads and processes at once.
/// Fork     Usable in a forked child. Under spawn pass it as an argument.
///
/// Promises SIMPLE-QUEUE-FIFO, SIMPLE-QUEUE-PROCESSES, SIMPLE-QUEUE-EMPTY, SIMPLE-QUEUE-CLOSE, TERMINATE-SIMPLE-QUEUE
/// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.SimpleQueue
template <class T>
class SimpleQueue : public detail::SimpleQueueBase {
 public:
  SimpleQueue() : SimpleQueue(QueueOptions{}) {}
  /// Errors   ValueError if there is a maxsize: room is a matter of bytes here.
  explicit SimpleQueue(const QueueOptions& options) : SimpleQueueBase(options) {}
  /// Errors   UnpicklableError if the item holds a live object; OSError (broken_pipe) if no process can read any more.
  void put(const T& item) { put_bytes(detail::dumps(item)); }
  /// Errors   UnpicklingError if the message is no T.
  [[nodiscard]] T get() { return detail::loads<T>(get_bytes()); }
};

}  // namespace multiprocessing
