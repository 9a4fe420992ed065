// SPDX-License-Identifier: BSL-1.0
// What an exception becomes when it crosses from one process to another.
#pragma once

#include <exception>
#include <string>

#include "multiprocessing/blob.hpp"

namespace multiprocessing {

/// An exception that was thrown in another process. Where its type is known (see register_exception) the caller gets an
/// exception of that very type, with this one nested in it, for std::rethrow_if_nested; otherwise the caller gets this.
///
/// Promises REMOTE-ERROR-TYPE, REMOTE-ERROR-NESTED, REMOTE-ERROR-UNKNOWN
/// Source   CPython 3.14 Lib/multiprocessing/pool.py, RemoteTraceback; managers.py, RemoteError
class RemoteError : public ProcessError {
 public:
  /// Made of what the other process told.
  RemoteError(std::string type, std::string message, std::string trace);
  /// The name of its type as people write it; empty if it was no std::exception.
  [[nodiscard]] const std::string& type() const noexcept { return type_; }
  /// What its what() said.
  [[nodiscard]] const std::string& message() const noexcept { return message_; }
  /// Text for people: which process threw it, what was nested in it, and where it was thrown if that can be told.
  [[nodiscard]] const std::string& trace() const noexcept { return trace_; }

 private:
  std::string type_;
  std::string message_;
  std::string trace_;
};

namespace detail {

/// An exception as bytes.
struct RemoteFailure {
  std::string key;  // names its type among those that are registered; empty if it is none of them
  Blob payload;     // what another exception of that type is made of
  std::string type;
  std::string message;
  std::string trace;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(key, payload, type, message, trace);
  }
};

/// The record of an exception that was caught in this process.
[[nodiscard]] RemoteFailure describe(const std::exception_ptr& thrown);
/// Throws what the record describes.
[[noreturn]] void rethrow(const RemoteFailure& failure);
/// The same, to be thrown later.
[[nodiscard]] std::exception_ptr to_exception(const RemoteFailure& failure);

}  // namespace detail
}  // namespace multiprocessing

#include "multiprocessing/register_exception.hpp"
