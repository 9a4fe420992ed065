// SPDX-License-Identifier: BSL-1.0
// One overlapped operation on a pipe, which is over when this object is: the system writes into it until then.
#pragma once

#include "windows/system.hpp"

namespace multiprocessing::platform {

/// Each operation waits on an event of its own. The handle of the pipe would be signalled by any operation of any
/// process, and Wine answers ERROR_IO_INCOMPLETE to whoever looks before the event is set.
class overlapped_operation {
 public:
  /// `pipe` must stay open as long as this lives.
  explicit overlapped_operation(native_handle pipe) noexcept : pipe_(to_handle(pipe)) {}
  /// Calls the operation off if it is still going on.
  ~overlapped_operation();
  overlapped_operation(const overlapped_operation&) = delete;
  overlapped_operation& operator=(const overlapped_operation&) = delete;

  /// Makes the event. Before anything else.
  result<> prepare();

  /// ERROR_SUCCESS, or why it failed; ERROR_IO_PENDING if it goes on.
  DWORD begin_read(void* into, DWORD size);
  DWORD begin_write(const void* from, DWORD size);
  DWORD begin_connect();

  /// Set when the operation is over.
  [[nodiscard]] HANDLE event() const noexcept { return operation_.hEvent; }
  [[nodiscard]] bool over() const noexcept { return HasOverlappedIoCompleted(&operation_); }
  /// Waits until it is over: ERROR_SUCCESS or why it failed.
  DWORD finish();
  /// Calls it off, and waits until it is over: it may have succeeded in the meantime.
  DWORD cancel();
  /// How many bytes went through, once it is over.
  [[nodiscard]] std::size_t transferred() const noexcept { return transferred_; }

 private:
  DWORD begun(BOOL done);

  HANDLE pipe_;
  OVERLAPPED operation_{};
  handle event_;
  DWORD transferred_ = 0;
  bool pending_ = false;
};

}  // namespace multiprocessing::platform
