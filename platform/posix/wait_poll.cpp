// SPDX-License-Identifier: BSL-1.0
// Waiting for any of several descriptors with poll, which knows no limit but that of open files.
#include <poll.h>
#include <algorithm>
#include <cerrno>
#include <climits>

#include "platform/wait.hpp"
#include "posix/descriptor.hpp"

namespace multiprocessing::platform {
namespace {

/// Milliseconds for poll, rounded up so that it does not return before the deadline; -1 is without limit. A wait that
/// does not fit is split by the caller's loop.
int milliseconds_left(const deadline& until) {
  const auto left = time_left(until);
  if (!left) return -1;
  const auto whole = std::chrono::ceil<std::chrono::milliseconds>(*left).count();
  return static_cast<int>(std::min<long long>(whole, INT_MAX));
}

}  // namespace

result<std::vector<std::size_t>> wait_any(std::span<const native_handle> handles, const deadline& until) {
  if (handles.empty() && !until) {
    return error{"wait_any", std::make_error_code(std::errc::invalid_argument),
                 "no handles and no deadline: this would never end"};
  }
  std::vector<pollfd> polled;
  polled.reserve(handles.size());
  for (const native_handle native : handles) {
    // poll passes over negative numbers in silence.
    if (native < 0) return native_error("poll", EBADF, "an invalid handle among those waited for");
    polled.push_back({descriptor(native), POLLIN, 0});
  }

  std::vector<std::size_t> ready;
  while (true) {
    const int count = ::poll(polled.data(), polled.size(), milliseconds_left(until));
    if (count < 0 && errno != EINTR && errno != EAGAIN) return native_error("poll", errno);
    if (count > 0) {
      for (std::size_t index = 0; index < polled.size(); ++index) {
        if (polled[index].revents & POLLNVAL)
          return native_error("poll", EBADF, "handle " + std::to_string(polled[index].fd) + " is not open");
        if (polled[index].revents != 0) ready.push_back(index);
      }
      return ready;
    }
    if (passed(until)) return ready;
  }
}

}  // namespace multiprocessing::platform
