// SPDX-License-Identifier: BSL-1.0
// Sleeping on a word by this system's futex, for the calls of other systems to be made of.
#pragma once
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cstdint>
#include <ctime>

namespace stand_in {

/// EAGAIN where the word is another one, ETIMEDOUT where the time has passed.
inline long sleep_on(const volatile void* word, std::uint32_t value, const timespec* from_now) {
  return syscall(SYS_futex, word, FUTEX_WAIT, value, from_now, nullptr, 0);
}
inline long sleep_on_until(const volatile void* word, std::uint32_t value, const timespec* monotonic) {
  return syscall(SYS_futex, word, FUTEX_WAIT_BITSET, value, monotonic, nullptr, FUTEX_BITSET_MATCH_ANY);
}
inline long wake(const volatile void* word, int count) { return syscall(SYS_futex, word, FUTEX_WAKE, count); }

}  // namespace stand_in

// Names that other systems use with numbers of their own.
#undef FUTEX_WAIT
#undef FUTEX_WAKE
