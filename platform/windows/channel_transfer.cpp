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

/// Much less than a pipe holds, so that a write that has been read in part has been taken over by the system as a whole.
constexpr std::size_t atomic_bytes = 4096;
static_assert(atomic_bytes * 4 <= pipe_buffer_bytes);

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

result<std::size_t> write_some(native_handle to, std::span<const std::byte> bytes) {
  if (!may_be_open(to)) return not_open("WriteFile");
  if (bytes.empty()) return std::size_t{0};
  overlapped_operation writing(to);
  if (auto prepared = writing.prepare(); !prepared) return prepared.error();
  DWORD code =
      writing.begin_write(bytes.data(), static_cast<DWORD>(std::min<std::size_t>(bytes.size(), pipe_buffer_bytes)));
  if (code == ERROR_IO_PENDING) code = writing.finish();
  if (is_end(code)) return windows_error("WriteFile", ERROR_BROKEN_PIPE);
  if (code != ERROR_SUCCESS) return windows_error("WriteFile", code);
  return writing.transferred();
}

std::size_t atomic_write_bytes() { return atomic_bytes; }

}  // namespace multiprocessing::platform
