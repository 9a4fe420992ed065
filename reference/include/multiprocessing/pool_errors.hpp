// SPDX-License-Identifier: BSL-1.0
// What a task of a pool can fail with beside the exception that it threw.
#pragma once

#include <optional>
#include <string>

#include "multiprocessing/errors.hpp"

namespace multiprocessing {

/// A result was not there in time. The task goes on.
class TimeoutError : public ProcessError {
 public:
  TimeoutError() : ProcessError("the result is not there yet") {}
  using ProcessError::ProcessError;
};

/// A task was given more time than it may take; its worker was ended.
class TaskTimeoutError : public ProcessError {
 public:
  TaskTimeoutError() : ProcessError("the task took longer than it may, and its worker was ended") {}
};

/// A task was cancelled, or its pool was terminated.
class CancelledError : public ProcessError {
 public:
  CancelledError() : ProcessError("the task was cancelled") {}
  using ProcessError::ProcessError;
};

/// The process that ran a task ended before it was done.
class WorkerDiedError : public ProcessError {
 public:
  /// Of the worker of that name, and how it ended.
  WorkerDiedError(std::string worker, int exitcode);
  /// The name of the process.
  [[nodiscard]] const std::string& worker() const noexcept { return worker_; }
  /// As Process::exitcode: the code that it exited with, or minus the number of the signal that ended it.
  [[nodiscard]] int exitcode() const noexcept { return exitcode_; }
  /// The number of the signal, if one ended it.
  [[nodiscard]] std::optional<int> signal() const noexcept {
    return exitcode_ < 0 ? std::optional(-exitcode_) : std::nullopt;
  }
  /// What may have been the reason, for people; empty if nothing can be guessed.
  [[nodiscard]] std::string hint() const;

 private:
  std::string worker_;
  int exitcode_;
};

/// A result could not be sent back. The worker goes on.
class MaybeEncodingError : public ProcessError {
  using ProcessError::ProcessError;
};

/// An executor cannot go on: a worker ended, an initializer failed, or its workers were ended by force.
class BrokenProcessPool : public ProcessError {
  using ProcessError::ProcessError;
};

}  // namespace multiprocessing
