// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of <sys/kinfo.h> and <sys/proc_common.h>, DragonFly 6.4.
#pragma once
#include <sys/time.h>
#include <sys/types.h>

enum procstat { SIDL = 1, SACTIVE, SSTOP, SZOMB, SCORE };

struct kinfo_proc {
  enum procstat kp_stat;
  struct timeval kp_start;
  pid_t kp_pid;
};
