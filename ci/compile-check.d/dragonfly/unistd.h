// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of umtx(2), DragonFly 6.4, beside what every system has. The calls answer as a kernel does that lacks
// them.
#pragma once
#include <errno.h>
#include_next <unistd.h>

inline int umtx_sleep(const int*, int, int) {
  errno = ENOSYS;
  return -1;
}
inline int umtx_wakeup(const int*, int) {
  errno = ENOSYS;
  return -1;
}
