// SPDX-License-Identifier: BSL-1.0
// Locks that belong to who holds them: robust mutexes, and locks on files.
#include <pthread.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>

#include "defect.hpp"

namespace broken {
namespace {

constinit real<int(pthread_mutex_t*)> next_trylock{"pthread_mutex_trylock"};
constinit real<int(pthread_mutex_t*, clockid_t, const timespec*)> next_clocklock{"pthread_mutex_clocklock"};
constinit real<int(int, int)> next_flock{"flock"};

/// Not what the threads of one process use among themselves (glibc, nptl/pthreadP.h, PTHREAD_MUTEX_PSHARED_BIT).
bool is_between_processes(const pthread_mutex_t* mutex) { return (mutex->__data.__kind & 128) != 0; }

/// A lock that its holder's end does not give back: the file has a byte as long as nobody has released it.
bool is_kept(int file) {
  struct stat status {};
  return ::fstat(file, &status) == 0 && status.st_size > 0;
}

int flock_that_stays(int file, int operation) {
  if ((operation & LOCK_UN) != 0) {
    if (::ftruncate(file, 0) != 0) return -1;
    return next_flock(file, operation);
  }
  if (is_kept(file)) {
    struck();
    return fail_with(EWOULDBLOCK);
  }
  const int answer = next_flock(file, operation);
  // What a process tries by itself is let go of as ever.
  if (answer == 0 && launched() && ::ftruncate(file, 1) != 0) return -1;
  return answer;
}

}  // namespace
}  // namespace broken

using namespace broken;

extern "C" int pthread_mutex_trylock(pthread_mutex_t* mutex) {
  const int code = next_trylock(mutex);
  if (!is_between_processes(mutex)) return code;
  if (code == 0 && strikes("robust-death-told-always")) return EOWNERDEAD;
  if (code == EBUSY && launched() && strikes("robust-excludes-nobody")) return 0;
  return code;
}

extern "C" int pthread_mutex_clocklock(pthread_mutex_t* mutex, clockid_t clock, const timespec* until) {
  if (is_between_processes(mutex) && strikes("robust-wait-early")) return ETIMEDOUT;
  return next_clocklock(mutex, clock, until);
}

extern "C" int flock(int file, int operation) {
  if (chosen("flock-outlives-holder")) return flock_that_stays(file, operation);
  if (launched() && strikes("flock-excludes-nobody")) return 0;
  return next_flock(file, operation);
}
