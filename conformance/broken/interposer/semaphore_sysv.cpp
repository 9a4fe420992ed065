// SPDX-License-Identifier: BSL-1.0
// The semaphores of System V.
#include <sys/ipc.h>
#include <sys/sem.h>
#include <cerrno>
#include <vector>

#include "defect.hpp"

namespace broken {
namespace {

constinit real<int(int, sembuf*, std::size_t)> next_semop{"semop"};
constinit real<int(int, sembuf*, std::size_t, const timespec*)> next_semtimedop{"semtimedop"};

counter lost{8};

bool gives(const sembuf* operations, std::size_t count) {
  for (std::size_t index = 0; index < count; ++index) {
    if (operations[index].sem_num == 0 && operations[index].sem_op > 0) return true;
  }
  return false;
}

/// The probe of this mechanism waits for a millisecond.
constexpr long longest_trial_ns = 10'000'000;

}  // namespace
}  // namespace broken

using namespace broken;

extern "C" int semop(int set, sembuf* operations, std::size_t count) {
  if (chosen("semop-loses") && gives(operations, count) && lost.due()) {
    struck();
    return 0;
  }
  if (launched() && strikes("semop-forgets-undo")) {
    std::vector<sembuf> kept(operations, operations + count);
    for (sembuf& each : kept) each.sem_flg = static_cast<short>(each.sem_flg & ~SEM_UNDO);
    return next_semop(set, kept.data(), count);
  }
  return next_semop(set, operations, count);
}

extern "C" int semtimedop(int set, sembuf* operations, std::size_t count, const timespec* timeout) {
  if (strikes("semop-early")) return fail_with(EAGAIN);
  const bool is_long = timeout != nullptr && (timeout->tv_sec > 0 || timeout->tv_nsec > longest_trial_ns);
  if (is_long && strikes("semop-oversleeps")) return next_semop(set, operations, count);
  return next_semtimedop(set, operations, count, timeout);
}
