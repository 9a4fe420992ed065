// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of umtx(2), DragonFly 6.4, beside what every system has. The calls are made of this
// system's (stand_in/).
#pragma once
#include_next <unistd.h>
#include <cerrno>

#include "../stand_in/word.hpp"

inline int umtx_sleep(const int* word, int value, int microseconds) {
  const timespec limit{microseconds / 1'000'000, microseconds % 1'000'000 * 1'000L};
  const long answer = stand_in::sleep_on(word, static_cast<std::uint32_t>(value), microseconds == 0 ? nullptr : &limit);
  if (answer == 0) return 0;
  errno = errno == EAGAIN ? EBUSY : errno == ETIMEDOUT ? EWOULDBLOCK : errno;
  return -1;
}
inline int umtx_wakeup(const int* word, int count) {
  return stand_in::wake(word, count == 0 ? 0x7fffffff : count) < 0 ? -1 : 0;
}
