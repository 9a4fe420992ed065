// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of _umtx_op(2), FreeBSD 14. The call is made of this system's (stand_in/).
#pragma once
#include <cerrno>
#include <cstdint>
#include <ctime>

#include "../../stand_in/word.hpp"

#define UMTX_OP_WAKE 3
#define UMTX_OP_WAIT_UINT 11
#define UMTX_ABSTIME 0x01

struct _umtx_time {
  struct timespec _timeout;
  uint32_t _flags;
  uint32_t _clockid;
};

inline int _umtx_op(void* word, int operation, unsigned long value, void*, void* limit) {
  if (operation == UMTX_OP_WAKE) return stand_in::wake(word, static_cast<int>(value)) < 0 ? -1 : 0;
  const auto& until = static_cast<_umtx_time*>(limit)->_timeout;
  if (stand_in::sleep_on_until(word, static_cast<uint32_t>(value), &until) == 0 || errno == EAGAIN) return 0;
  return -1;
}
