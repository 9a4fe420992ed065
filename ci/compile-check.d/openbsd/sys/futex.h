// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of futex(2), OpenBSD 7.5. The call is made of this system's (stand_in/).
#pragma once
#include <cerrno>
#include <cstdint>
#include <ctime>

#include "../../stand_in/word.hpp"

#define FUTEX_WAIT 1
#define FUTEX_WAKE 2

inline int futex(volatile uint32_t* word, int operation, int value, const struct timespec* limit, volatile uint32_t*) {
  if (operation == FUTEX_WAKE) return static_cast<int>(stand_in::wake(word, value));
  return stand_in::sleep_on(word, static_cast<uint32_t>(value), limit) == 0 ? 0 : errno;
}
