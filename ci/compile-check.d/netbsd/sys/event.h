// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of kqueue(2), NetBSD 10. The calls answer as a kernel does that lacks them.
#pragma once
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <ctime>

#define EVFILT_READ 0U
#define EVFILT_PROC 4U
#define EV_ADD 0x0001U
#define NOTE_EXIT 0x80000000U

struct kevent {
  uintptr_t ident;
  uint32_t filter;
  uint32_t flags;
  uint32_t fflags;
  int64_t data;
  void* udata;
};

inline int kqueue() {
  errno = ENOSYS;
  return -1;
}
inline int kevent(int, const struct kevent*, size_t, struct kevent*, size_t, const struct timespec*) {
  errno = ENOSYS;
  return -1;
}
