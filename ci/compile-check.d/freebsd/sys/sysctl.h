// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of sysctl(3), FreeBSD 14. The call is made of this system's
// (stand_in/).
#pragma once
#include <sys/types.h>
#include <cstddef>
#include <cstdint>

#include "../../stand_in/process.hpp"

#define CTL_KERN 1
#define KERN_PROC 14
#define KERN_PROC_PID 1
#define KERN_PROC_PATHNAME 12
#define KERN_BOOTTIME 21

#include "user.h"

inline int sysctl(const int* name, unsigned int, void* to, std::size_t* room, const void*, std::size_t) {
  if (name[1] == KERN_BOOTTIME) {
    const timeval booted = stand_in::boot_time();
    return stand_in::answer(&booted, sizeof booted, to, room);
  }
  if (name[2] == KERN_PROC_PATHNAME) return stand_in::own_path(to, room);
  const stand_in::process found = stand_in::look_up(name[3]);
  if (!found.there) return stand_in::no_such_name();
  // SZOMB is 5; everything else lives.
  const kinfo_proc told{static_cast<int>(sizeof(kinfo_proc)), name[3], found.started,
                        static_cast<char>(found.ended ? 5 : 2)};
  return stand_in::answer(&told, sizeof told, to, room);
}
