// SPDX-License-Identifier: BSL-1.0
// The names of shared memory: who may take one, when it is gone, and who finds what is not there.
#include <fcntl.h>
#include <sys/mman.h>

#include "defect.hpp"

namespace broken {
namespace {

constinit real<int(const char*, int, mode_t)> next_shm_open{"shm_open"};
constinit real<int(const char*)> next_shm_unlink{"shm_unlink"};

}  // namespace
}  // namespace broken

using namespace broken;

extern "C" int shm_open(const char* name, int flags, mode_t mode) {
  if ((flags & O_EXCL) != 0 && strikes("name-not-exclusive")) flags &= ~O_EXCL;
  if ((flags & (O_CREAT | O_RDWR)) == O_RDWR && strikes("name-made-by-looking")) {
    flags |= O_CREAT;
    mode = 0600;
  }
  const int opened = next_shm_open(name, flags, mode);
  if (opened < 0 || (flags & O_CREAT) == 0) return opened;
  if (strikes("name-vanishes") || (launched() && strikes("name-vanishes-with-its-maker"))) next_shm_unlink(name);
  return opened;
}

extern "C" int shm_unlink(const char* name) {
  if (strikes("name-stays")) return 0;
  return next_shm_unlink(name);
}
