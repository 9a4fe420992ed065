// SPDX-License-Identifier: BSL-1.0
// The semaphores of POSIX: units that get lost or come from nowhere, waits that end wrongly, values that are not so.
#include <fcntl.h>
#include <semaphore.h>
#include <cerrno>
#include <cstdarg>

#include "defect.hpp"

namespace broken {
namespace {

constinit real<sem_t*(const char*, int, mode_t, unsigned)> next_sem_open{"sem_open"};
constinit real<int(const char*)> next_sem_unlink{"sem_unlink"};
constinit real<int(sem_t*, int, unsigned)> next_sem_init{"sem_init"};
constinit real<int(sem_t*)> next_sem_post{"sem_post"};
constinit real<int(sem_t*)> next_sem_trywait{"sem_trywait"};
constinit real<int(sem_t*)> next_sem_wait{"sem_wait"};
constinit real<int(sem_t*, clockid_t, const timespec*)> next_sem_clockwait{"sem_clockwait"};
constinit real<int(sem_t*, int*)> next_sem_getvalue{"sem_getvalue"};

counter lost{40};
counter doubled{8};
constinit std::atomic<int> made{0};

/// The first semaphore that a process makes is the one that it tries.
bool after_trial() { return made > 1; }

}  // namespace
}  // namespace broken

using namespace broken;

extern "C" sem_t* sem_open(const char* name, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const bool makes = (flags & O_CREAT) != 0;
  const mode_t mode = makes ? va_arg(rest, mode_t) : 0;
  const unsigned value = makes ? va_arg(rest, unsigned) : 0;
  va_end(rest);
  sem_t* const opened = next_sem_open(name, flags, mode, value);
  if (makes && opened != SEM_FAILED) {
    ++made;
    if (strikes("sem-name-vanishes")) next_sem_unlink(name);
  }
  return opened;
}

extern "C" int sem_init(sem_t* semaphore, int shared, unsigned value) {
  return next_sem_init(semaphore, strikes("sem-not-shared-later") ? 0 : shared, value);
}

extern "C" int sem_post(sem_t* semaphore) {
  if (chosen("sem-post-loses") && lost.due()) {
    struck();
    return 0;
  }
  const bool twice = strikes("sem-post-always-doubles") || (chosen("sem-post-doubles") && doubled.due());
  if (twice) {
    struck();
    next_sem_post(semaphore);
  }
  return next_sem_post(semaphore);
}

extern "C" int sem_trywait(sem_t* semaphore) {
  const int answer = next_sem_trywait(semaphore);
  if (answer != 0 && errno == EAGAIN && after_trial() && strikes("sem-trywait-pretends")) return 0;
  return answer;
}

extern "C" int sem_clockwait(sem_t* semaphore, clockid_t clock, const timespec* until) {
  if (strikes("sem-wait-steady-refused")) return fail_with(EINVAL);
  if (strikes("sem-wait-early")) return fail_with(ETIMEDOUT);
  if (after_trial() && strikes("sem-wait-oversleeps")) return next_sem_wait(semaphore);
  const int answer = next_sem_clockwait(semaphore, clock, until);
  if (answer != 0 && errno == ETIMEDOUT && after_trial() && strikes("sem-wait-pretends")) return 0;
  return answer;
}

extern "C" int sem_getvalue(sem_t* semaphore, int* value) {
  const int answer = next_sem_getvalue(semaphore, value);
  if (answer == 0 && strikes("sem-value-zero")) *value = 0;
  return answer;
}
