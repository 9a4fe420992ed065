// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of _umtx_op(2), FreeBSD 14. The call answers as a kernel does that lacks it.
#pragma once
#include <cerrno>
#include <cstdint>
#include <ctime>

#define UMTX_OP_WAKE 3
#define UMTX_OP_WAIT_UINT 11
#define UMTX_ABSTIME 0x01

struct _umtx_time {
  struct timespec _timeout;
  uint32_t _flags;
  uint32_t _clockid;
};

inline int _umtx_op(void*, int, unsigned long, void*, void*) {
  errno = ENOSYS;
  return -1;
}
