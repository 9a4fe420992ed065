// SPDX-License-Identifier: BSL-1.0
// Reading from and writing to streams, without SIGPIPE.
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>

#include "platform/channel.hpp"
#include "posix/descriptor.hpp"

namespace multiprocessing::platform {
namespace {

/// Waits until a descriptor that somebody made non-blocking is ready.
result<> wait_ready(int number, short events) {
  pollfd waited{number, events, 0};
  if (retried([&] { return ::poll(&waited, 1, -1); }) < 0) return native_error("poll", errno);
  return {};
}

/// Holds SIGPIPE off this thread for one write, and takes away the one that the write raised.
class sigpipe_held {
 public:
  sigpipe_held() {
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    sigemptyset(&set_);
    sigaddset(&set_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
  }
  ~sigpipe_held() {
    const int kept_errno = errno;
    if (raised_ && !was_pending_) {
      sigset_t pending;
      sigpending(&pending);
      int number = 0;
      if (sigismember(&pending, SIGPIPE) == 1) sigwait(&set_, &number);
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    errno = kept_errno;
  }
  sigpipe_held(const sigpipe_held&) = delete;
  sigpipe_held& operator=(const sigpipe_held&) = delete;

  void raised() { raised_ = true; }

 private:
  sigset_t set_{};
  sigset_t before_{};
  bool was_pending_ = false;
  bool raised_ = false;
};

ssize_t write_to_file(int number, std::span<const std::byte> bytes) {
  sigpipe_held held;
  const ssize_t written = retried([&] { return ::write(number, bytes.data(), bytes.size()); });
  // Linux raises it too when the last reader goes after a part has been written, and answers with the size of the part
  // (fs/pipe.c, pipe_write, 6.1).
  if (written < 0 ? errno == EPIPE : static_cast<std::size_t>(written) < bytes.size()) held.raised();
  return written;
}

}  // namespace

result<std::size_t> read_some(native_handle from, std::span<std::byte> into) {
  while (true) {
    const ssize_t count = retried([&] { return ::read(descriptor(from), into.data(), into.size()); });
    if (count >= 0) return static_cast<std::size_t>(count);
    // What the other side did not read before it ended makes a socket say so. For us its stream has ended.
    if (errno == ECONNRESET) return std::size_t{0};
    if (errno != EAGAIN && errno != EWOULDBLOCK) return native_error("read", errno);
    if (auto ready = wait_ready(descriptor(from), POLLIN); !ready) return ready.error();
  }
}

result<std::size_t> write_some(native_handle to, std::span<const std::byte> bytes) {
  const int number = descriptor(to);
  while (true) {
    std::string_view call = "send";
    ssize_t count = retried([&] { return ::send(number, bytes.data(), bytes.size(), MSG_NOSIGNAL); });
    if (count < 0 && errno == ENOTSOCK) {
      call = "write";
      count = write_to_file(number, bytes);
    }
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno == ECONNRESET) errno = EPIPE;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return native_error(call, errno);
    if (auto ready = wait_ready(number, POLLOUT); !ready) return ready.error();
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
