// SPDX-License-Identifier: BSL-1.0
// Sockets among the handles: which ones are, and how they are closed and waited for.
#pragma once

#include "windows/system.hpp"

namespace multiprocessing::platform {

/// A socket is a handle of the kernel, of the type of a pipe. False for one that is closed.
[[nodiscard]] bool is_socket(native_handle native);

/// One that Winsock knows, unlike what DuplicateHandle makes. Fails under Wine 8.0 for what that has made.
[[nodiscard]] result<handle> duplicate_socket(native_handle socket);

void close_socket(native_handle socket) noexcept;

/// Whether it can be read or somebody has connected, as it stands.
[[nodiscard]] result<bool> socket_ready(native_handle socket);

/// Waits until it takes bytes, or says that it never will. False if the deadline passed first.
[[nodiscard]] result<bool> socket_has_room(native_handle socket, const deadline& until);

/// WriteFile for sockets, with its errors. For those that Winsock does not know it is WriteFile.
[[nodiscard]] BOOL begin_send(native_handle socket, const void* from, DWORD size, OVERLAPPED& operation);

/// Sets an event when a socket becomes ready. One thread at a time waits for a socket; meanwhile its plain calls do not
/// wait, and overlapped ones, which are all that this layer uses, are as ever.
class socket_watch {
 public:
  socket_watch() = default;
  ~socket_watch();
  socket_watch(const socket_watch&) = delete;
  socket_watch& operator=(const socket_watch&) = delete;

  result<> begin(native_handle socket);
  [[nodiscard]] HANDLE event() const noexcept { return to_handle(event_.native()); }

 private:
  native_handle socket_ = invalid_handle;
  handle event_;
};

}  // namespace multiprocessing::platform
