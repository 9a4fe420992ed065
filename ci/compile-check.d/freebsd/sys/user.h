// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of <sys/user.h>, FreeBSD 14.
#pragma once
#include <sys/time.h>
#include <sys/types.h>

struct kinfo_proc {
  int ki_structsize;
  pid_t ki_pid;
  struct timeval ki_start;
  char ki_stat;
};
