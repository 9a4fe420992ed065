// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of kqueue(2), FreeBSD 14. The calls are made of this system's (stand_in/).
#pragma once
#include <cstddef>
#include <cstdint>
#include <ctime>

#include "../../stand_in/kqueue.hpp"

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
  std::uint64_t ext[4];
};

inline int kqueue() { return stand_in::make_queue(); }
inline int kevent(int queue, const struct kevent* wanted, int wanted_count, struct kevent* events, int room,
                  const struct timespec* limit) {
  return stand_in::kevent<false>(queue, wanted, static_cast<std::size_t>(wanted_count), events,
                                 static_cast<std::size_t>(room), limit, EVFILT_READ, EVFILT_PROC);
}
