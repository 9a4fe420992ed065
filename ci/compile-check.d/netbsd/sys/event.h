// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of kqueue(2), NetBSD 10. The calls are made of this system's (stand_in/).
#pragma once
#include <cstddef>
#include <cstdint>
#include <ctime>

#include "../../stand_in/kqueue.hpp"

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

inline int kqueue() { return stand_in::make_queue(); }
inline int kevent(int queue, const struct kevent* wanted, size_t wanted_count, struct kevent* events, size_t room,
                  const struct timespec* limit) {
  return stand_in::kevent<false>(queue, wanted, static_cast<std::size_t>(wanted_count), events,
                                 static_cast<std::size_t>(room), limit, EVFILT_READ, EVFILT_PROC);
}
