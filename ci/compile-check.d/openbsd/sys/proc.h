// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of <sys/proc.h>, OpenBSD 7.5.
#pragma once
#define SZOMB 5
#define SDEAD 6
