// SPDX-License-Identifier: BSL-1.0
// What every file of this family does with descriptors.
#pragma once

#include <fcntl.h>
#include <cerrno>
#include <span>

#include "platform/handle.hpp"

namespace multiprocessing::platform {

[[nodiscard]] inline int descriptor(native_handle native) noexcept { return static_cast<int>(native); }

/// Repeats a call as long as a signal interrupts it. Only for calls that begin anew or return what they did so far.
template <class Call>
auto retried(Call call) {
  decltype(call()) answer;
  do {
    answer = call();
  } while (answer == -1 && errno == EINTR);
  return answer;
}

inline result<> set_close_on_exec(native_handle native) {
  const int flags = fcntl(descriptor(native), F_GETFD);
  if (flags < 0 || fcntl(descriptor(native), F_SETFD, flags | FD_CLOEXEC) < 0) return native_error("fcntl", errno);
  return {};
}

/// Owns a new descriptor under a number that is no standard stream's. Where a program has closed one of those, the next
/// descriptor gets its number, and would be replaced by what a child finds there.
inline handle above_standard(int number) {
  handle made(number);
  if (number < 0 || number > 2) return made;
  const int higher = fcntl(number, F_DUPFD_CLOEXEC, 3);
  return higher < 0 ? std::move(made) : handle(higher);
}

/// In a child that fork_process has just made: whatever keep_from_children() named and `keep` does not hold stops
/// referring to what it referred to.
void drop_kept_handles(std::span<const native_handle> keep);

}  // namespace multiprocessing::platform
