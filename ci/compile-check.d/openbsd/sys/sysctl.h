// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of sysctl(2) and <sys/sysctl.h>, OpenBSD 7.5. The call is made of this system's
// (stand_in/).
#pragma once
#include <sys/types.h>
#include <cstddef>
#include <cstdint>

#include "../../stand_in/process.hpp"

#define CTL_KERN 1
#define KERN_PROC 66
#define KERN_PROC_PID 1
#define KERN_BOOTTIME 21
#define KERN_PROC_ARGS 55
#define KERN_PROC_ARGV 1

struct kinfo_proc {
  int32_t p_pid;
  int8_t p_stat;
  int64_t p_uvalid;
  uint64_t p_ustart_sec;
  uint32_t p_ustart_usec;
};

inline int sysctl(const int* name, unsigned int, void* to, std::size_t* room, const void*, std::size_t) {
  if (name[1] == KERN_BOOTTIME) {
    const timeval booted = stand_in::boot_time();
    return stand_in::answer(&booted, sizeof booted, to, room);
  }
  if (name[1] == KERN_PROC_ARGS) return stand_in::own_first_argument(to, room);
  const stand_in::process found = stand_in::look_up(name[3]);
  *room = found.there ? *room : 0;
  if (!found.there) return 0;
  // SZOMB is 5; everything else lives.
  const kinfo_proc told{name[3], static_cast<int8_t>(found.ended ? 5 : 2), found.ended ? 0 : 1,
                        static_cast<uint64_t>(found.started.tv_sec), static_cast<uint32_t>(found.started.tv_usec)};
  return stand_in::answer(&told, sizeof told, to, room);
}
