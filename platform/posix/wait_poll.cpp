// SPDX-License-Identifier: BSL-1.0
// Waiting for any of several descriptors with poll, which knows no limit but that of open files.
#include <poll.h>
#include <algorithm>
#include <cerrno>
#include <unistd.h>
#include <climits>

#include "common/probe.hpp"
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

evidence probe() {
  int ends[2];
  if (::pipe(ends) != 0) return seen_failing(native_error("pipe", errno));
  const handle reader(ends[0]);
  handle writer(ends[1]);
  const native_handle waited = reader.native();
  const auto nothing = wait_by_poll({&waited, 1}, deadline_after(std::chrono::nanoseconds(0)));
  writer.reset();
  const auto ended = wait_by_poll({&waited, 1}, deadline_after(std::chrono::nanoseconds(0)));
  if (!nothing) return seen_failing(nothing.error());
  if (!ended) return seen_failing(ended.error());
  if (!nothing->empty() || ended->empty()) return seen_misbehaving("poll", "the end of a pipe is not seen as its end");
  return seen_working("poll");
}

}  // namespace

extern const wait_strategy poll_wait;
const wait_strategy poll_wait{{"poll", probe}, wait_by_poll};

}  // namespace multiprocessing::platform
