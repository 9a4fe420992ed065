// SPDX-License-Identifier: BSL-1.0
// Never run on a system with kqueue; compiled against macOS's headers, and against declarations from the manual pages.
//
// Waiting for any of several descriptors with a queue of kernel events that is made for this one wait (kqueue(2),
// EVFILT_READ, which reports as long as there is something: no EV_CLEAR).
//
// Known to differ from poll: the last writer of a named FIFO that closes it raises no event on macOS (libuv,
// src/unix/kqueue.c), and a regular file is not ready at its end. This layer makes neither.
#include "bsd/kqueue.hpp"

#include <algorithm>

#include "common/probe.hpp"
#include "platform/channel.hpp"
#include "platform/wait.hpp"

namespace multiprocessing::platform {
namespace {

using namespace std::chrono_literals;

// A time beyond what the kernel can count is EINVAL; waking up once an hour costs nothing.
constexpr std::chrono::nanoseconds longest_wait = 1h;

error not_watchable(std::span<const native_handle> handles, int code) {
  for (const native_handle native : handles) {
    if (fcntl(descriptor(native), F_GETFD) < 0)
      return native_error("kevent", errno, "handle " + std::to_string(native) + " is not open");
  }
  return native_error("kevent", code);
}

/// A queue that watches all of them. One that is named twice is one event.
result<handle> queue_of(std::span<const native_handle> handles) {
  auto queue = make_kqueue();
  if (!queue) return queue.error();
  std::vector<struct kevent> wanted;
  wanted.reserve(handles.size());
  for (const native_handle native : handles) {
    // The queue may have got the number of a handle that is not open.
    if (native < 0 || native == queue->native())
      return native_error("kevent", EBADF, "handle " + std::to_string(native) + " is not open");
    wanted.push_back(event_to_add(native, EVFILT_READ));
  }
  const int answer = retried([&] {
    return ::kevent(descriptor(queue->native()), wanted.data(), static_cast<int>(wanted.size()), nullptr, 0, nullptr);
  });
  if (answer < 0) return not_watchable(handles, errno);
  return queue;
}

timespec limit_of(const deadline& until) {
  const auto left = std::min(time_left(until).value_or(longest_wait), longest_wait);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
  timespec limit{};
  limit.tv_sec = static_cast<time_t>(seconds.count());
  limit.tv_nsec = static_cast<long>((left - seconds).count());
  return limit;
}

result<std::vector<std::size_t>> wait_by_kqueue(std::span<const native_handle> handles, const deadline& until) {
  const auto queue = queue_of(handles);
  if (!queue) return queue.error();

  std::vector<struct kevent> events(std::max<std::size_t>(handles.size(), 1));
  std::vector<std::size_t> ready;
  while (true) {
    const timespec limit = limit_of(until);
    const int count = ::kevent(descriptor(queue->native()), nullptr, 0, events.data(), static_cast<int>(events.size()),
                               &limit);
    if (count < 0 && errno != EINTR) return native_error("kevent", errno);
    for (std::size_t index = 0; count > 0 && index < handles.size(); ++index) {
      // By number and filter: the number alone may be a process in another kind of event.
      const bool reported = std::any_of(events.begin(), events.begin() + count, [&](const struct kevent& event) {
        return event.filter == EVFILT_READ && static_cast<native_handle>(event.ident) == handles[index];
      });
      if (reported) ready.push_back(index);
    }
    if (!ready.empty() || passed(until)) return ready;
  }
}

evidence probe() {
  auto ends = make_pipe();
  if (!ends) return seen_failing(ends.error());
  const native_handle reader = ends->reader.native();
  const auto nothing = wait_by_kqueue({&reader, 1}, deadline_after(0ns));
  ends->writer.reset();
  const auto ended = wait_by_kqueue({&reader, 1}, deadline_after(0ns));
  if (!nothing) return seen_failing(nothing.error());
  if (!ended) return seen_failing(ended.error());
  if (!nothing->empty() || ended->empty()) return seen_misbehaving("kevent", "the end of a pipe is not seen as its end");
  return seen_working("kqueue, kevent(EVFILT_READ)");
}

}  // namespace

extern const wait_strategy kqueue_wait;
const wait_strategy kqueue_wait{{"kqueue", probe}, wait_by_kqueue};

}  // namespace multiprocessing::platform
