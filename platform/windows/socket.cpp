// SPDX-License-Identifier: BSL-1.0
// Sockets among the handles.
#include <winsock2.h>

#include "windows/socket.hpp"

#include "common/fault.hpp"
#include "platform/socket.hpp"

namespace multiprocessing::platform {
namespace {

SOCKET to_socket(native_handle native) noexcept { return static_cast<SOCKET>(native); }

error socket_error(std::string_view call) { return windows_error(call, static_cast<DWORD>(WSAGetLastError())); }

/// Whether a socket can be read, or written to. Not by WSAPoll, which Wine 8.0 refuses for duplicates.
result<bool> select_until(native_handle socket, bool to_write, const deadline& until) {
  while (true) {
    fd_set asked{};
    asked.fd_count = 1;
    asked.fd_array[0] = to_socket(socket);
    const auto milliseconds = milliseconds_left(until);
    timeval left{static_cast<long>(milliseconds / 1000), static_cast<long>(milliseconds % 1000 * 1000)};
    const int count = select(0, to_write ? nullptr : &asked, to_write ? &asked : nullptr, nullptr, &left);
    if (count == SOCKET_ERROR) return socket_error("select");
    if (count > 0) return true;
    if (passed(until)) return false;
  }
}

result<> set_waiting(native_handle socket) {
  u_long does_not_wait = 0;
  if (ioctlsocket(to_socket(socket), FIONBIO, &does_not_wait) != 0) return socket_error("ioctlsocket(FIONBIO)");
  return {};
}

}  // namespace

bool is_socket(native_handle native) {
  if (!may_be_open(native) || GetFileType(to_handle(native)) != FILE_TYPE_PIPE) return false;
  // Fails for anything else, for a socket that has no name yet, and where nobody in this process has begun to use
  // sockets. What a socket is good for (SO_TYPE) would be told of all, but Wine 8.0 tells it only of those that a call
  // of Winsock made in this process, of no duplicate.
  sockaddr_storage name{};
  int size = sizeof name;
  return getsockname(to_socket(native), reinterpret_cast<sockaddr*>(&name), &size) == 0;
}

result<handle> duplicate_socket(native_handle socket) {
  WSAPROTOCOL_INFOW described;
  if (WSADuplicateSocketW(to_socket(socket), GetCurrentProcessId(), &described) != 0)
    return socket_error("WSADuplicateSocketW");
  const SOCKET made = WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &described, 0,
                                 WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
  if (made == INVALID_SOCKET) return socket_error("WSASocketW");
  return handle(static_cast<native_handle>(made));
}

void close_socket(native_handle socket) noexcept {
  // Wine 8.0 knows duplicates for handles of the kernel alone.
  if (closesocket(to_socket(socket)) != 0 && WSAGetLastError() == WSAENOTSOCK) CloseHandle(to_handle(socket));
}

result<bool> socket_ready(native_handle socket) {
  return select_until(socket, false, std::chrono::steady_clock::time_point::min());
}

result<bool> socket_has_room(native_handle socket, const deadline& until) { return select_until(socket, true, until); }

BOOL begin_send(native_handle socket, const void* from, DWORD size, OVERLAPPED& operation) {
  WSABUF bytes{size, static_cast<char*>(const_cast<void*>(from))};
  if (WSASend(to_socket(socket), &bytes, 1, nullptr, 0, &operation, nullptr) == 0) return TRUE;
  const int code = WSAGetLastError();
  if (code == WSAENOTSOCK) return WriteFile(to_handle(socket), from, size, nullptr, &operation);
  const bool ended = code == WSAECONNRESET || code == WSAECONNABORTED || code == WSAENOTCONN || code == WSAESHUTDOWN;
  if (ended) SetLastError(ERROR_BROKEN_PIPE);
  return FALSE;
}

socket_watch::~socket_watch() {
  if (socket_ == invalid_handle) return;
  WSAEventSelect(to_socket(socket_), nullptr, 0);
  static_cast<void>(set_waiting(socket_));
}

result<> socket_watch::begin(native_handle socket) {
  if (auto fault = fault_at("CreateEventW")) return *fault;
  event_ = own(CreateEventW(nullptr, TRUE, FALSE, nullptr));
  if (!event_) return last_error("CreateEventW");
  // Sets the event at once if there is something already.
  if (WSAEventSelect(to_socket(socket), event(), FD_READ | FD_ACCEPT | FD_CLOSE) != 0)
    return socket_error("WSAEventSelect");
  socket_ = socket;
  return {};
}

result<> keep_from_programs(native_handle socket) { return keep_from_inheritance(socket); }

result<handle> adopt_socket(native_handle socket) {
  handle owned(socket);
  if (auto set = set_waiting(socket); !set) return set.error();
  return owned;
}

// SO_REUSEADDR would let somebody else take the port while it is in use (Winsock, "Using SO_REUSEADDR and
// SO_EXCLUSIVEADDRUSE").
result<> prepare_to_listen(native_handle socket) {
  const int on = 1;
  if (setsockopt(to_socket(socket), SOL_SOCKET, SO_EXCLUSIVEADDRUSE, reinterpret_cast<const char*>(&on), sizeof on) !=
      0)
    return socket_error("setsockopt(SO_EXCLUSIVEADDRUSE)");
  return {};
}

}  // namespace multiprocessing::platform
