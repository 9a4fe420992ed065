// SPDX-License-Identifier: BSL-1.0
// Reading from and writing to streams, without SIGPIPE.
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <climits>

#include "common/back_off.hpp"
#include "platform/channel.hpp"
#include "posix/descriptor.hpp"
#include "posix/sigpipe.hpp"
#include "posix/wait_ready.hpp"

namespace multiprocessing::platform {
namespace {

ssize_t write_to_file(int number, std::span<const std::byte> bytes) {
  sigpipe_held held;
  const ssize_t written = retried([&] { return ::write(number, bytes.data(), bytes.size()); });
  // Linux raises it too when the last reader goes after a part has been written, and answers with the size of the part
  // (fs/pipe.c, pipe_write, 6.1).
  if (written < 0 ? errno == EPIPE : static_cast<std::size_t>(written) < bytes.size()) held.raised();
  return written;
}

/// Whether a pipe that is ready takes so much at once. Every pipe does (POSIX.1-2017, write, of PIPE_BUF; the systems'
/// poll looks for that much room) but that of gVisor 20221219: it is ready for a single byte, and a write of more
/// waits. One that nobody reads refuses at once.
bool pipe_has_room(int number, std::size_t bytes) {
#if defined(F_GETPIPE_SZ) && defined(FIONREAD)
  const int whole = ::fcntl(number, F_GETPIPE_SZ);
  int unread = 0;
  if (whole <= 0 || ::ioctl(number, FIONREAD, &unread) != 0) return true;
  if (whole - unread >= static_cast<int>(bytes)) return true;
  pollfd unread_for_ever{number, 0, 0};
  return ::poll(&unread_for_ever, 1, 0) == 1;
#else
  static_cast<void>(number), static_cast<void>(bytes);
  return true;
#endif
}

/// Whether a stream socket takes so much whole without being asked to wait until it is ready. Linux takes a short piece
/// whole or not at all; gVisor 20221219 takes the part that fits. One that is ready has room for far more in both.
bool socket_has_room(int number, std::size_t bytes) {
#ifdef TIOCOUTQ
  int whole = 0;
  int unread = 0;
  socklen_t length = sizeof whole;
  if (::getsockopt(number, SOL_SOCKET, SO_SNDBUF, &whole, &length) != 0) return true;
  if (::ioctl(number, TIOCOUTQ, &unread) != 0) return true;
  return whole - unread >= static_cast<int>(bytes);
#else
  static_cast<void>(number), static_cast<void>(bytes);
  return true;
#endif
}

/// How much can be written to a pipe without waiting for more than the deadline allows: all up to PIPE_BUF, or nothing.
result<std::size_t> await_room(native_handle to, std::size_t bytes, const deadline& until) {
  const auto wanted = std::min(bytes, atomic_write_bytes());
  for (back_off looks;; looks.pause(until)) {
    const auto ready = wait_ready(to, POLLOUT, until);
    if (!ready) return ready.error();
    if (!*ready) return std::size_t{0};
    if (pipe_has_room(descriptor(to), wanted)) return wanted;
    if (passed(until)) return std::size_t{0};
  }
}

}  // namespace

result<std::size_t> read_some(native_handle from, std::span<std::byte> into) {
  while (true) {
    const ssize_t count = retried([&] { return ::read(descriptor(from), into.data(), into.size()); });
    if (count >= 0) return static_cast<std::size_t>(count);
    // What the other side did not read before it ended makes a socket say so. For us its stream has ended.
    if (errno == ECONNRESET) return std::size_t{0};
    if (errno != EAGAIN && errno != EWOULDBLOCK) return native_error("read", errno);
    if (auto ready = wait_ready(from, POLLIN); !ready) return ready.error();
  }
}

result<std::size_t> write_some(native_handle to, std::span<const std::byte> bytes, const deadline& until) {
  const int number = descriptor(to);
  const int flags = send_without_signal | (until ? MSG_DONTWAIT : 0);
  while (true) {
    // A part of a short piece would be worse than nothing of it.
    if (until && !socket_has_room(number, std::min(bytes.size(), atomic_write_bytes()))) {
      const auto ready = wait_ready(to, POLLOUT, until);
      if (!ready) return ready.error();
      if (!*ready) return std::size_t{0};
    }
    std::string_view call = "send";
    ssize_t count = without_sigpipe([&] { return ::send(number, bytes.data(), bytes.size(), flags); });
    if (count < 0 && errno == ENOTSOCK) {
      call = "write";
      // No flag of a single write keeps it from waiting.
      if (until) {
        const auto room = await_room(to, bytes.size(), until);
        if (!room || *room == 0) return room;
        bytes = bytes.first(*room);
      }
      count = write_to_file(number, bytes);
    }
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno == ECONNRESET) errno = EPIPE;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return native_error(call, errno);
    const auto ready = wait_ready(to, POLLOUT, until);
    if (!ready) return ready.error();
    if (!*ready) return std::size_t{0};
  }
}

std::size_t atomic_write_bytes() {
#ifdef PIPE_BUF
  return PIPE_BUF;
#else
  return _POSIX_PIPE_BUF;
#endif
}

}  // namespace multiprocessing::platform
