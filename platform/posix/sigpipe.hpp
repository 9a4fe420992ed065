// SPDX-License-Identifier: BSL-1.0
// Writing to where nobody reads any more, without the signal that would end this process.
#pragma once

#include <pthread.h>
#include <sys/socket.h>
#include <cerrno>
#include <csignal>

#include "posix/descriptor.hpp"

namespace multiprocessing::platform {

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

#ifdef MSG_NOSIGNAL
inline constexpr int send_without_signal = MSG_NOSIGNAL;
#else
inline constexpr int send_without_signal = 0;  // macOS
#endif

/// A call that sends with `send_without_signal`, repeated as long as a signal interrupts it.
template <class Call>
auto without_sigpipe(Call call) {
  if constexpr (send_without_signal != 0) {
    return retried(call);
  } else {
    sigpipe_held held;
    const auto answer = retried(call);
    if (answer < 0 && errno == EPIPE) held.raised();
    return answer;
  }
}

}  // namespace multiprocessing::platform
