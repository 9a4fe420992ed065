// SPDX-License-Identifier: BSL-1.0
// What the ways of waiting for descriptors share.
#include "posix/wait_ready.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>

#include "common/probe.hpp"
#include "posix/descriptor.hpp"
#include "posix/descriptor_pair.hpp"

namespace multiprocessing::platform {

int milliseconds_left(const deadline& until) {
  const auto left = time_left(until);
  if (!left) return -1;
  const auto whole = std::chrono::ceil<std::chrono::milliseconds>(*left).count();
  return static_cast<int>(std::min<long long>(whole, INT_MAX));
}

result<bool> wait_ready(native_handle waited, short events, const deadline& until) {
  pollfd polled{descriptor(waited), events, 0};
  while (true) {
    const int count = ::poll(&polled, 1, milliseconds_left(until));
    if (count > 0) return true;
    if (count < 0 && errno != EINTR && errno != EAGAIN) return native_error("poll", errno);
    if (passed(until)) return false;
  }
}

evidence probe_waiting(std::string call, decltype(wait_strategy::wait_any) wait_any) {
  auto ends = descriptor_pipe();
  if (!ends) return seen_failing(ends.error());
  const native_handle waited = ends->first.native();
  const auto nothing = wait_any({&waited, 1}, deadline_after(std::chrono::nanoseconds(0)));
  if (!nothing) return seen_failing(nothing.error());
  ends->second.reset();
  const auto ended = wait_any({&waited, 1}, deadline_after(std::chrono::nanoseconds(0)));
  if (!ended) return seen_failing(ended.error());
  if (!nothing->empty() || ended->empty()) return seen_misbehaving(call, "the end of a pipe is not seen as its end");
  return seen_working(std::move(call));
}

}  // namespace multiprocessing::platform
