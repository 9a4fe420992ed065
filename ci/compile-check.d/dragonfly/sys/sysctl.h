// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of sysctl(3), DragonFly 6.4. The call answers as a kernel does that lacks it.
#pragma once
#include <sys/types.h>
#include <cerrno>
#include <cstddef>
#include <cstdint>

#define CTL_KERN 1
#define KERN_PROC 14
#define KERN_PROC_PID 1
#define KERN_PROC_PATHNAME 9

inline int sysctl(const int*, unsigned int, void*, std::size_t*, const void*, std::size_t) {
  errno = ENOSYS;
  return -1;
}
