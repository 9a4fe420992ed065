// SPDX-License-Identifier: BSL-1.0
// What all Queue<T> and JoinableQueue<T> are underneath.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "multiprocessing/queue_options.hpp"
#include "multiprocessing/serialization.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing::detail {

struct QueueState;

class QueueBase {
 public:
  /// How the queue is called where something is said of it.
  [[nodiscard]] std::string name() const;
  /// What its items travel through: a pipe or a ring.
  [[nodiscard]] QueueTransport transport() const;

  /// How many items have been put, by any process, and not been got. Exact wherever no process is in the middle of a
  /// put or a get; an item that a killed process was sending may be counted until somebody has found the queue empty.
  ///
  /// Promises QUEUE-QSIZE
  /// Differs  Python has it not on systems that cannot read the value of a semaphore, such as macOS.
  [[nodiscard]] std::size_t qsize() const;

  /// Whether there is nothing to get at this moment. May still be true for a moment after a put.
  ///
  /// Errors   OSError if the queue was used and then closed in this process.
  ///
  /// Promises QUEUE-EMPTY, QUEUE-EMPTY-CLOSED
  [[nodiscard]] bool empty() const;

  /// Whether there are as many items as the bound allows; never true without a bound.
  ///
  /// Promises QUEUE-FULL
  [[nodiscard]] bool full() const;

  /// Says that this process will put and get nothing more. What it has put is still sent. May be called again.
  ///
  /// Promises QUEUE-CLOSE-THEN-USE, QUEUE-CLOSE-REPEATED, QUEUE-CLOSE-LOCAL, QUEUE-CLOSE-UNUSED
  void close();

  /// Waits until everything that this process has put has been sent, which may need somebody who gets.
  ///
  /// Errors   AssertionError if the queue has not been closed.
  ///
  /// Promises QUEUE-JOIN-THREAD-CLOSED, QUEUE-JOIN-THREAD-FLUSHES
  void join_thread();

  /// Lets this process end without that wait: what it has put may be lost then. Otherwise a process waits at its end
  /// until everything is sent; if nobody reads for a second, the log says so. See Process::flushing.
  ///
  /// Promises UNDRAINED-CANCEL, QUEUE-EXIT-FLUSHES
  void cancel_join_thread();

  /// Says, for all processes, that nothing more will be put. Every put throws ShutDown from now on, one that waits,
  /// too; a get throws it once there is nothing left, so that consumers need no marker of an end.
  ///
  /// \param immediate  Throws away what is in the queue: gets throw at once. Waits for whoever is sending an item at
  ///                   this moment.
  ///
  /// Errors   ValueError if the queue has been closed in this process.
  ///
  /// Promises QUEUE-SHUTDOWN-PUT, QUEUE-SHUTDOWN-GET, QUEUE-SHUTDOWN-WAITING, QUEUE-SHUTDOWN-IMMEDIATE
  /// Source   CPython 3.14 docs, library/queue, Queue.shutdown
  /// Differs  Python has it for queues between threads alone.
  void shutdown(bool immediate = false);

  void save(OutputArchive& archive) const;
  void load(InputArchive& archive);

 protected:
  QueueBase(QueueOptions options, bool joinable);
  [[nodiscard]] bool put_bytes(Bytes message, const Timeout& timeout);
  [[nodiscard]] std::optional<Bytes> get_bytes(const Timeout& timeout);
  [[nodiscard]] QueueState& state() const;

 private:
  std::shared_ptr<QueueState> state_;
};

}  // namespace multiprocessing::detail
