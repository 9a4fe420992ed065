// SPDX-License-Identifier: BSL-1.0
// What bsd/ uses of shm_open(2), FreeBSD 14, beside what every system has. Memory without a name is this system's.
#pragma once
#include_next <sys/mman.h>
#include <fcntl.h>
#include <unistd.h>
#include <string>

#define SHM_ANON (reinterpret_cast<const char*>(1))

inline int stand_in_shm_open(const char* name, int flags, mode_t mode) {
  if (name != SHM_ANON) return shm_open(name, flags, mode);
  // Not memfd_create, whose memory has no limit but the out-of-memory killer.
  const std::string unused = "/stand-in-" + std::to_string(getpid()) + "-" + std::to_string(gettid());
  const int made = shm_open(unused.c_str(), flags | O_CREAT | O_EXCL, mode);
  if (made >= 0) shm_unlink(unused.c_str());
  return made;
}
#define shm_open stand_in_shm_open
