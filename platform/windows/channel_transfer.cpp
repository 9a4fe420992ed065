// SPDX-License-Identifier: BSL-1.0
// Reading from and writing to pipes.
#include <algorithm>

#include "platform/channel.hpp"
#include "windows/named_pipe.hpp"
#include "windows/overlapped.hpp"
#include "windows/socket.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::size_t longest_read = 1 << 30;

/// Much less than a pipe holds, so that a write that has been read in part has been taken over by the system as a
/// whole.
constexpr std::size_t atomic_bytes = 4096;
static_assert(atomic_bytes * 4 <= pipe_buffer_bytes);

/// Waits for the end of a write, or calls it off at the deadline. A piece of at most atomic_bytes that is called off is
/// out of the pipe as a whole; what else did go through is counted.
DWORD finish_by(overlapped_operation& writing, const deadline& until) {
  const auto over = wait_for_object(writing.event(), until);
  if (!over || *over != WAIT_TIMEOUT) return writing.finish();
  const DWORD code = writing.cancel();
  return code == ERROR_OPERATION_ABORTED ? ERROR_SUCCESS : code;
}

/// The other end is closed, in the words of pipes that had it open, or never had, or are losing it; and of sockets.
bool is_end(DWORD code) {
  return code == ERROR_BROKEN_PIPE || code == ERROR_PIPE_NOT_CONNECTED || code == ERROR_NO_DATA ||
         code == ERROR_HANDLE_EOF || code == ERROR_NETNAME_DELETED || code == ERROR_CONNECTION_ABORTED;
}

}  // namespace

result<std::size_t> read_some(native_handle from, std::span<std::byte> into) {
  if (!may_be_open(from)) return not_open("ReadFile");
  while (true) {
    overlapped_operation reading(from);
    if (auto prepared = reading.prepare(); !prepared) return prepared.error();
    DWORD code = reading.begin_read(into.data(), static_cast<DWORD>(std::min(into.size(), longest_read)));
    if (code == ERROR_IO_PENDING) code = reading.finish();
    if (is_end(code)) return std::size_t{0};
    if (code != ERROR_SUCCESS) return windows_error("ReadFile", code);
    // Somebody may write nothing into a pipe, which arrives as such and is not the end.
    if (reading.transferred() > 0 || into.empty() || is_socket(from)) return reading.transferred();
  }
}

result<std::size_t> write_some(native_handle to, std::span<const std::byte> bytes, const deadline& until) {
  if (!may_be_open(to)) return not_open("WriteFile");
  if (bytes.empty()) return std::size_t{0};
  if (until && is_socket(to)) {
    // How much of a send that is called off went through, a socket does not tell.
    const auto room = socket_has_room(to, until);
    if (!room) return room.error();
    if (!*room) return std::size_t{0};
  }
  overlapped_operation writing(to);
  if (auto prepared = writing.prepare(); !prepared) return prepared.error();
  const std::size_t most = until ? atomic_bytes : pipe_buffer_bytes;
  DWORD code = writing.begin_write(bytes.data(), static_cast<DWORD>(std::min(bytes.size(), most)));
  if (code == ERROR_IO_PENDING) code = until ? finish_by(writing, until) : writing.finish();
  if (is_end(code)) return windows_error("WriteFile", ERROR_BROKEN_PIPE);
  if (code != ERROR_SUCCESS) return windows_error("WriteFile", code);
  return writing.transferred();
}

std::size_t atomic_write_bytes() { return atomic_bytes; }

}  // namespace multiprocessing::platform
