// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of sysctl(3), DragonFly 6.4. The call is made of this system's
// (stand_in/).
#pragma once
#include <sys/types.h>
#include <cstddef>
#include <cstdint>

#include "../../stand_in/process.hpp"

#define CTL_KERN 1
#define KERN_PROC 14
#define KERN_PROC_PID 1
#define KERN_PROC_PATHNAME 9

#include "kinfo.h"

inline int sysctl(const int* name, unsigned int, void* to, std::size_t* room, const void*, std::size_t) {
  if (name[2] == KERN_PROC_PATHNAME) return stand_in::own_path(to, room);
  const stand_in::process found = stand_in::look_up(name[3]);
  if (!found.there) return stand_in::no_such_name();
  const kinfo_proc told{found.ended ? SZOMB : SACTIVE, found.started, name[3]};
  return stand_in::answer(&told, sizeof told, to, room);
}
