// SPDX-License-Identifier: BSL-1.0
// Reading from and writing to streams, without SIGPIPE.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <climits>

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

/// A pipe that is ready takes so much at once (POSIX.1-2017, write, of PIPE_BUF; the systems' poll looks for that much
/// room). Not that of gVisor 20221219, which is ready for a single byte and lets a write of more wait.
std::size_t room_of_ready_pipe(int number) {
  std::size_t room = atomic_write_bytes();
#if defined(F_GETPIPE_SZ) && defined(FIONREAD)
  const int whole = ::fcntl(number, F_GETPIPE_SZ);
  int unread = 0;
  if (whole > 0 && ::ioctl(number, FIONREAD, &unread) == 0 && unread < whole) {
    room = std::min(room, static_cast<std::size_t>(whole - unread));
  }
#endif
  return room;
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
    std::string_view call = "send";
    ssize_t count = without_sigpipe([&] { return ::send(number, bytes.data(), bytes.size(), flags); });
    if (count < 0 && errno == ENOTSOCK) {
      call = "write";
      // No flag of a single write keeps it from waiting.
      if (until) {
        const auto ready = wait_ready(to, POLLOUT, until);
        if (!ready) return ready.error();
        if (!*ready) return std::size_t{0};
        bytes = bytes.first(std::min(bytes.size(), room_of_ready_pipe(number)));
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
