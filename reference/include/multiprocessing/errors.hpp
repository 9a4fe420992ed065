// SPDX-License-Identifier: BSL-1.0
// What the library throws. "It did not happen in time" is Empty, Full or a return value; misuse is ValueError.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace multiprocessing {

/// The base of every error of this library that is not a mistake of the caller.
class ProcessError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A get found nothing in time.
class Empty : public ProcessError {
 public:
  Empty() : ProcessError("the queue is empty") {}
};

/// A put found no room in time.
class Full : public ProcessError {
 public:
  Full() : ProcessError("the queue is full") {}
};

/// The queue has been shut down: nothing more is put, and there is nothing more to be got.
class ShutDown : public ProcessError {
 public:
  ShutDown() : ProcessError("the queue has been shut down") {}
};

/// Tasks of a joinable queue were in the hands of processes that died before they called task_done. See
/// JoinableQueue::recover.
class TasksAbandonedError : public ProcessError {
 public:
  /// Errors of the queue of that name.
  TasksAbandonedError(const std::string& queue, std::size_t tasks)
      : ProcessError(std::to_string(tasks) + " tasks of " + queue + " were in the hands of processes that have died"),
        queue_(queue),
        tasks_(tasks) {}
  /// The name of the queue.
  [[nodiscard]] const std::string& queue() const noexcept { return queue_; }
  /// How many tasks were abandoned.
  [[nodiscard]] std::size_t tasks() const noexcept { return tasks_; }

 private:
  std::string queue_;
  std::size_t tasks_;
};

/// The other end is closed and everything that it sent has been read.
class EOFError : public ProcessError {
 public:
  EOFError() : ProcessError("the other end is closed") {}
};

/// A message is longer than the buffer; the whole message is kept here.
class BufferTooShort : public ProcessError {
 public:
  /// Keeps the message.
  explicit BufferTooShort(std::vector<std::byte> message)
      : ProcessError("the message is longer than the buffer"), message_(std::move(message)) {}
  /// The whole message.
  [[nodiscard]] const std::vector<std::byte>& message() const noexcept { return message_; }

 private:
  std::vector<std::byte> message_;
};

/// Something cannot be sent to another process: what is said at the call, in the caller, before anything is sent.
class UnpicklableError : public ProcessError {
  using ProcessError::ProcessError;
};

/// What another process sent cannot be read as what was asked for.
class UnpicklingError : public ProcessError {
  using ProcessError::ProcessError;
};

/// The process that held a lock died; what the lock protects may be half changed. See Lock::recover.
class OwnerDiedError : public ProcessError {
  using ProcessError::ProcessError;
};

/// A barrier was broken or reset while this waited, or is broken. See Barrier::wait.
class BrokenBarrierError : public ProcessError {
 public:
  BrokenBarrierError() : ProcessError("the barrier is broken") {}
};

/// This target cannot do it; what() says which primitive is missing and what the probes saw.
class UnsupportedError : public ProcessError {
  using ProcessError::ProcessError;
};

/// The system refused a call; code() keeps its own number.
class OSError : public std::system_error {
  using std::system_error::system_error;
};

/// A mistake of the caller: a closed object is used, a lock that nobody holds is released, an argument is out of range.
class ValueError : public std::logic_error {
  using std::logic_error::logic_error;
};

/// An operation by a process or thread that may not do it: a join by somebody who is not the parent, the release of an
/// RLock by somebody who does not hold it, a second start.
class AssertionError : public std::logic_error {
  using std::logic_error::logic_error;
};

/// Thrown by multiprocessing::exit; ends the process with that code, and with the message on stderr if there is one.
/// Not an error.
struct SystemExit {
  int code = 0;              ///< the exit code
  std::string message = {};  ///< what stderr gets; empty for nothing
};

}  // namespace multiprocessing
