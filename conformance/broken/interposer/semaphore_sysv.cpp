// SPDX-License-Identifier: BSL-1.0
// The semaphores of System V.
#include <sys/ipc.h>
#include <sys/sem.h>
#include <cerrno>

#include "defect.hpp"

namespace broken {
namespace {

constinit real<int(int, sembuf*, std::size_t)> next_semop{"semop"};
constinit real<int(int, sembuf*, std::size_t, const timespec*)> next_semtimedop{"semtimedop"};

counter lost{40};

bool gives(const sembuf* operations, std::size_t count) {
  for (std::size_t index = 0; index < count; ++index) {
    if (operations[index].sem_num == 0 && operations[index].sem_op > 0) return true;
  }
  return false;
}

}  // namespace
}  // namespace broken

using namespace broken;

extern "C" int semop(int set, sembuf* operations, std::size_t count) {
  if (chosen("semop-loses") && gives(operations, count) && lost.due()) {
    struck();
    return 0;
  }
  return next_semop(set, operations, count);
}

extern "C" int semtimedop(int set, sembuf* operations, std::size_t count, const timespec* timeout) {
  if (strikes("semop-early")) return fail_with(EAGAIN);
  return next_semtimedop(set, operations, count, timeout);
}
