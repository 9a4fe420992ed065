// SPDX-License-Identifier: BSL-1.0
// Waiting for a sem_t until a point on the steady clock, with what the system has for it.
#include "posix/timed_semaphore.hpp"

#include <cerrno>

#include "common/back_off.hpp"
#include "posix/descriptor.hpp"
#include "posix/timespec.hpp"

namespace multiprocessing::platform {
namespace {

#if MP_HAVE_SEM_TIMEDWAIT
/// A waiter that is killed when it has just been woken takes the wake-up with it, and the unit stays. Others find it at
/// the end of their slice, which is also the most that a change of the system time can add to a wait.
constexpr std::chrono::nanoseconds slice = std::chrono::milliseconds(250);

int wait_until(sem_t* taken, const steady_clock::time_point& until) {
#if MP_HAVE_SEM_CLOCKWAIT
  const timespec steady = on_steady_clock(until);
  if (sem_clockwait(taken, CLOCK_MONOTONIC, &steady) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
#endif
  const timespec limit = on_system_clock(until);
  return sem_timedwait(taken, &limit) == 0 ? 0 : errno;
}

/// 0, or the error of one wait: ETIMEDOUT or EINTR when there is nothing yet.
int wait_once(sem_t* taken, const deadline& until, back_off&) { return wait_until(taken, *slice_of(until, slice)); }
#else
/// macOS has no timed wait (gnulib, sem_timedwait.texi). There the kernel keeps the value and the queue of waiters
/// both, so no wake-up can get lost without its unit, and whoever has no deadline can sleep.
int wait_once(sem_t* taken, const deadline& until, back_off& looks) {
  if (!until) return sem_wait(taken) == 0 ? 0 : errno;
  looks.pause(until);
  return ETIMEDOUT;
}
#endif

}  // namespace

result<bool> timed_semaphore::acquire(const deadline& until) {
  for (back_off looks;;) {
    if (retried([&] { return sem_trywait(counted_); }) == 0) return true;
    if (errno != EAGAIN) return native_error("sem_trywait", errno);
    if (passed(until)) return false;
    const int code = wait_once(counted_, until, looks);
    if (code == 0) return true;
    if (code != ETIMEDOUT && code != EINTR) return native_error("sem_timedwait", code);
  }
}

result<bool> timed_semaphore::release() {
  int count = 0;
  if (sem_getvalue(counted_, &count) == 0 && count >= 0 && static_cast<std::uint32_t>(count) >= maximum_) return false;
  // Old FreeBSD returns EOVERFLOW itself in place of -1 (lib/libc/gen/sem_new.c).
  const int answer = sem_post(counted_);
  if (answer == 0) return true;
  const int code = answer > 0 ? answer : errno;
  if (code == EOVERFLOW) return false;
  return native_error("sem_post", code);
}

result<std::uint32_t> timed_semaphore::value() const {
  int count = 0;
  if (sem_getvalue(counted_, &count) != 0) {
    if (errno == ENOSYS) return unsupported_error("sem_getvalue", "the system does not tell the value");
    return native_error("sem_getvalue", errno);
  }
  return count < 0 ? 0U : static_cast<std::uint32_t>(count);  // negative: some systems count those who wait
}

}  // namespace multiprocessing::platform
