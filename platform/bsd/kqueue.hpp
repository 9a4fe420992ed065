// SPDX-License-Identifier: BSL-1.0
// Never run on a system with kqueue; compiled against macOS's headers, and against declarations from the manual pages.
//
// The queue of kernel events: making one, and asking it for something (kqueue(2): FreeBSD 14, macOS 14, OpenBSD 7.5,
// NetBSD 10, DragonFly 6.4).
#pragma once

#include <sys/types.h>

#include <sys/event.h>
#include <sys/time.h>
#include <unistd.h>
#include <cerrno>

#include "platform/handle.hpp"
#include "posix/descriptor.hpp"

namespace multiprocessing::platform {

/// A forked child does not get it ("The queue is not inherited by a child created with fork(2)"), so the moment before
/// it becomes close-on-exec matters to nobody.
inline result<handle> make_kqueue() {
  handle made(::kqueue());
  if (!made) return native_error("kqueue", errno);
  if (auto set = set_close_on_exec(made.native()); !set) return set.error();
  return made;
}

/// One filter to be watched. Assigned member by member, since the types of the members differ between the systems, and
/// EV_SET casts as each system likes.
inline struct kevent event_to_add(native_handle identifier, short filter, unsigned filter_flags = 0) {
  struct kevent event {};
  event.ident = static_cast<decltype(event.ident)>(identifier);
  event.filter = filter;
  event.flags = EV_ADD;
  event.fflags = filter_flags;
  return event;
}

}  // namespace multiprocessing::platform
