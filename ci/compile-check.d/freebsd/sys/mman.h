// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of shm_open(2), FreeBSD 14, beside what every system has. The real one is no text; this one is a
// name that is refused.
#pragma once
#include_next <sys/mman.h>

#define SHM_ANON "/"
