// SPDX-License-Identifier: BSL-1.0
// Waiting for any of several descriptors with poll, which knows no limit but that of open files.
#include <poll.h>
#include <cerrno>

#include "platform/wait.hpp"
#include "posix/descriptor.hpp"
#include "posix/wait_ready.hpp"

namespace multiprocessing::platform {
namespace {

result<std::vector<std::size_t>> wait_by_poll(std::span<const native_handle> handles, const deadline& until) {
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

evidence probe() { return probe_waiting("poll", wait_by_poll); }

}  // namespace

extern const wait_strategy poll_wait;
const wait_strategy poll_wait{{"poll", probe}, wait_by_poll};

}  // namespace multiprocessing::platform
