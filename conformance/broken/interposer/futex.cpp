// SPDX-License-Identifier: BSL-1.0
// Waiting on words, and other calls that have no function in the C library.
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <cerrno>
#include <cstdarg>
#include <cstdint>

#include "defect.hpp"

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

namespace broken {
namespace {

counter interrupted{2};

/// The library tries the call by a wait of a millisecond, which shall not keep it for ever.
bool is_long(const timespec* until) {
  if (until == nullptr) return false;
  timespec now{};
  system_call(SYS_clock_gettime, CLOCK_MONOTONIC, reinterpret_cast<long>(&now));
  return (until->tv_sec - now.tv_sec) * 1'000'000'000L + (until->tv_nsec - now.tv_nsec) > 10'000'000;
}

/// The wait as the chosen defect has it; what has no name here goes to the system as it came.
long broken_wait(const long (&words)[6]) {
  if (strikes("futex-wait-early")) return fail_with(ETIMEDOUT);
  if (strikes("futex-wait-spurious")) return 0;
  if (chosen("futex-wait-interrupted") && interrupted.due()) {
    struck();
    return fail_with(EINTR);
  }
  long seen = words[2];
  long until = words[3];
  if (strikes("futex-wait-compares-nothing"))
    seen = *reinterpret_cast<volatile const std::uint32_t*>(words[0]);  // whatever it is, it is what was expected
  if (is_long(reinterpret_cast<const timespec*>(until)) && strikes("futex-wait-oversleeps")) until = 0;
  return system_call(SYS_futex, words[0], words[1], seen, until, words[4], words[5]);
}

long broken_wake(const long (&words)[6]) {
  if (strikes("futex-wake-lost") || strikes("futex-wake-lost-later")) return 0;
  const long most = words[2] > 1 && strikes("futex-wakes-one") ? 1 : words[2];
  const long woken = system_call(SYS_futex, words[0], words[1], most, words[3], words[4], words[5]);
  if (woken >= 0 && strikes("futex-wake-boasts")) return woken + 1;
  return woken;
}

}  // namespace
}  // namespace broken

using namespace broken;

extern "C" long syscall(long number, ...) {
  long words[6];
  va_list rest;
  va_start(rest, number);
  for (long& each : words) each = va_arg(rest, long);
  va_end(rest);
  if (number == SYS_pidfd_open && strikes("pidfd-refused")) return fail_with(ENOSYS);
  // The private kind is what the threads of one process use among themselves.
  if (number == SYS_futex && (words[1] & FUTEX_PRIVATE_FLAG) == 0) {
    if (strikes("futex-refused")) return fail_with(ENOSYS);
    const long command = words[1] & FUTEX_CMD_MASK;
    if (command == FUTEX_WAIT_BITSET) return broken_wait(words);
    if (command == FUTEX_WAKE) return broken_wake(words);
  }
  return system_call(number, words[0], words[1], words[2], words[3], words[4], words[5]);
}
