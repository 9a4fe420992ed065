// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of sysctl(2) and <sys/sysctl.h>, OpenBSD 7.5. The call answers as a kernel does that lacks it.
#pragma once
#include <sys/types.h>
#include <cerrno>
#include <cstddef>
#include <cstdint>

#define CTL_KERN 1
#define KERN_PROC 66
#define KERN_PROC_PID 1
#define KERN_BOOTTIME 21

struct kinfo_proc {
  int32_t p_pid;
  int8_t p_stat;
  int64_t p_uvalid;
  uint64_t p_ustart_sec;
  uint32_t p_ustart_usec;
};

inline int sysctl(const int*, unsigned int, void*, std::size_t*, const void*, std::size_t) {
  errno = ENOSYS;
  return -1;
}
