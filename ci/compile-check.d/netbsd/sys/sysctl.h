// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of sysctl(3), sysctl(7) and <sys/sysctl.h>, NetBSD 10. The call answers as a kernel does that lacks it.
#pragma once
#include <sys/types.h>
#include <cerrno>
#include <cstddef>
#include <cstdint>

#define CTL_KERN 1
#define KERN_PROC2 47
#define KERN_PROC_PID 1
#define KERN_PROC_ARGS 48
#define KERN_PROC_PATHNAME 5

struct kinfo_proc2 {
  int32_t p_pid;
  int8_t p_stat;
  int64_t p_uvalid;
  uint32_t p_ustart_sec;
  uint32_t p_ustart_usec;
  uint64_t p_realstat;
};

inline int sysctl(const int*, unsigned int, void*, std::size_t*, const void*, std::size_t) {
  errno = ENOSYS;
  return -1;
}
