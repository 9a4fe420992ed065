// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of <sys/proc.h>, FreeBSD 14.
#pragma once
#define SZOMB 5
