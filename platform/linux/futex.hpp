// SPDX-License-Identifier: BSL-1.0
// The futex call, on words that processes share.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdint>

#include "posix/timespec.hpp"

namespace multiprocessing::platform {

static_assert(sizeof(std::atomic<std::uint32_t>) == 4 && std::atomic<std::uint32_t>::is_always_lock_free,
              "the kernel reads the word as it is");

/// A 32-bit system whose time_t has 64 bits needs the call that takes such times.
#if defined(SYS_futex_time64)
inline constexpr long futex_number = sizeof(time_t) > sizeof(long) ? SYS_futex_time64 : SYS_futex;
#else
inline constexpr long futex_number = SYS_futex;
#endif

/// Sleeps while `word` is `seen`, until the steady clock reaches `until`. 0, or the error: EAGAIN if the word was
/// different, ETIMEDOUT, EINTR. Not the private kind, which does not cross processes.
inline int futex_wait(std::atomic<std::uint32_t>& word, std::uint32_t seen, const deadline& until) {
  timespec limit{};
  if (until) limit = on_steady_clock(*until);
  // The bitset kind takes a point on CLOCK_MONOTONIC, which is what steady_clock reads here.
  const long answer = ::syscall(futex_number, &word, FUTEX_WAIT_BITSET, seen, until ? &limit : nullptr, nullptr,
                                FUTEX_BITSET_MATCH_ANY);
  return answer == 0 ? 0 : errno;
}

/// How many were woken, or -1 with errno.
inline long futex_wake(std::atomic<std::uint32_t>& word, int count) {
  return ::syscall(futex_number, &word, FUTEX_WAKE, count, nullptr, nullptr, 0);
}

}  // namespace multiprocessing::platform
