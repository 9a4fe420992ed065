// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of kqueue(2), OpenBSD 7.5. The calls answer as a kernel does that lacks them.
#pragma once
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <ctime>

#define EVFILT_READ (-1)
#define EVFILT_PROC (-5)
#define EV_ADD 0x0001
#define NOTE_EXIT 0x80000000

struct kevent {
  uintptr_t ident;
  short filter;
  unsigned short flags;
  unsigned int fflags;
  int64_t data;
  void* udata;
};

inline int kqueue() {
  errno = ENOSYS;
  return -1;
}
inline int kevent(int, const struct kevent*, int, struct kevent*, int, const struct timespec*) {
  errno = ENOSYS;
  return -1;
}
