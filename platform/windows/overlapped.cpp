// SPDX-License-Identifier: BSL-1.0
// Beginning, ending and calling off overlapped operations.
#include "windows/overlapped.hpp"

#include "common/fault.hpp"
#include "windows/socket.hpp"

namespace multiprocessing::platform {

overlapped_operation::~overlapped_operation() { cancel(); }

result<> overlapped_operation::prepare() {
  if (auto fault = fault_at("CreateEventW")) return *fault;
  event_ = own(CreateEventW(nullptr, TRUE, FALSE, nullptr));
  if (!event_) return last_error("CreateEventW");
  operation_.hEvent = to_handle(event_.native());
  return {};
}

// A call that is done at once sets the event all the same, and GetOverlappedResult tells how much it moved: the count
// that the call itself gives is not to be relied on for overlapped handles (ReadFile, lpNumberOfBytesRead).
DWORD overlapped_operation::begun(BOOL done) {
  const DWORD code = done ? ERROR_SUCCESS : GetLastError();
  pending_ = done || code == ERROR_IO_PENDING;
  return done ? finish() : code;
}

DWORD overlapped_operation::begin_read(void* into, DWORD size) {
  return begun(ReadFile(pipe_, into, size, nullptr, &operation_));
}

DWORD overlapped_operation::begin_write(const void* from, DWORD size) {
  // A WriteFile that has to wait for a socket never ends under Wine 8.0, which calls its handler of reads over and over.
  if (is_socket(to_native(pipe_))) return begun(begin_send(to_native(pipe_), from, size, operation_));
  return begun(WriteFile(pipe_, from, size, nullptr, &operation_));
}

DWORD overlapped_operation::begin_connect() { return begun(ConnectNamedPipe(pipe_, &operation_)); }

DWORD overlapped_operation::finish() {
  if (!pending_) return ERROR_INVALID_FUNCTION;
  while (!GetOverlappedResult(pipe_, &operation_, &transferred_, TRUE)) {
    const DWORD code = GetLastError();
    if (code == ERROR_IO_INCOMPLETE) continue;  // the event of an operation that is not over: wait again
    pending_ = false;
    return code;
  }
  pending_ = false;
  return ERROR_SUCCESS;
}

DWORD overlapped_operation::cancel() {
  if (!pending_) return ERROR_NOT_FOUND;
  CancelIoEx(pipe_, &operation_);  // fails if it is over already, and then there is nothing to call off
  return finish();
}

}  // namespace multiprocessing::platform
