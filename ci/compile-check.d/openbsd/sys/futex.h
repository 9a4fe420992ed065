// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of futex(2), OpenBSD 7.5. The call answers as a kernel does that lacks it.
#pragma once
#include <cerrno>
#include <cstdint>
#include <ctime>

#define FUTEX_WAIT 1
#define FUTEX_WAKE 2

inline int futex(volatile uint32_t*, int, int, const struct timespec*, volatile uint32_t*) {
  errno = ENOSYS;
  return -1;
}
