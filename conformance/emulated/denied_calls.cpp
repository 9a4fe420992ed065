// SPDX-License-Identifier: BSL-1.0
// Preloaded into a program: functions of the C library that are not there, or less able, on the system that is
// emulated. EMULATED_CALLS tells which: "sem_init=38,longest-name=14".
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/magic.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace {

/// The number after "name=" in EMULATED_CALLS, or 0.
int told(const char* name) {
  const char* all = std::getenv("EMULATED_CALLS");
  const auto length = std::strlen(name);
  for (const char* at = all; at != nullptr && *at != '\0'; at = std::strchr(at, ',') + 1) {
    if (std::strncmp(at, name, length) == 0 && at[length] == '=') return std::atoi(at + length + 1);
  }
  return 0;
}

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

bool too_long(const char* name) {
  static const int longest = told("longest-name");
  return longest != 0 && std::strlen(name) > static_cast<std::size_t>(longest);
}

/// Objects of shared memory can be given a size once on macOS (xnu bsd/kern/posix_shm.c, pshm_truncate).
bool has_its_size(int descriptor) {
  static const bool once = told("resize-once") != 0;
  struct stat status {};
  struct statfs system {};
  return once && fstat(descriptor, &status) == 0 && status.st_size != 0 && fstatfs(descriptor, &system) == 0 &&
         system.f_type == TMPFS_MAGIC;
}

bool path_too_long(const sockaddr* address, socklen_t length) {
  static const int longest = told("longest-socket-path");
  if (longest == 0 || address->sa_family != AF_UNIX || length <= offsetof(sockaddr_un, sun_path)) return false;
  const char* path = reinterpret_cast<const sockaddr_un*>(address)->sun_path;
  return strnlen(path, length - offsetof(sockaddr_un, sun_path)) > static_cast<std::size_t>(longest);
}

/// How far the wall clock is from the truth: each look finds it hours away from the last.
time_t step() {
  static const bool steps = told("clock-steps") != 0;
  static std::atomic<unsigned> looks = 0;
  return steps ? (static_cast<time_t>(looks++ % 7) - 3) * 3600 : 0;
}

}  // namespace

// Refused: -1 and errno, or the number of the error where the function tells it so.
#define REFUSED_WITH(failure, type, name, parameters, arguments) \
  extern "C" type name parameters {                              \
    static const int error = told(#name);                        \
    static auto* const real = next<type parameters>(#name);      \
    if (error == 0) return real arguments;                       \
    return failure;                                              \
  }
#define REFUSED(type, name, parameters, arguments) REFUSED_WITH((errno = error, -1), type, name, parameters, arguments)
#define REFUSED_BY_NUMBER(name, parameters, arguments) REFUSED_WITH(error, int, name, parameters, arguments)

REFUSED(int, sem_init, (sem_t * semaphore, int shared, unsigned value), (semaphore, shared, value))
REFUSED(int, sem_getvalue, (sem_t * semaphore, int* value), (semaphore, value))
REFUSED(int, sem_timedwait, (sem_t * semaphore, const timespec* until), (semaphore, until))
REFUSED(int, sem_clockwait, (sem_t * semaphore, clockid_t clock, const timespec* until), (semaphore, clock, until))
REFUSED(int, eventfd, (unsigned value, int flags), (value, flags))
REFUSED(int, epoll_create, (int size), (size))
REFUSED(int, epoll_create1, (int flags), (flags))
REFUSED(int, waitid, (idtype_t kind, id_t id, siginfo_t* what, int options), (kind, id, what, options))
REFUSED(int, sched_getaffinity, (pid_t process, size_t size, cpu_set_t* set), (process, size, set))
REFUSED_BY_NUMBER(pthread_mutexattr_setrobust, (pthread_mutexattr_t * attributes, int robust), (attributes, robust))
REFUSED_BY_NUMBER(pthread_mutexattr_setpshared, (pthread_mutexattr_t * attributes, int shared), (attributes, shared))
REFUSED_BY_NUMBER(pthread_condattr_setpshared, (pthread_condattr_t * attributes, int shared), (attributes, shared))
REFUSED_BY_NUMBER(pthread_mutex_timedlock, (pthread_mutex_t * mutex, const timespec* until), (mutex, until))
REFUSED_BY_NUMBER(pthread_mutex_clocklock, (pthread_mutex_t * mutex, clockid_t clock, const timespec* until),
                  (mutex, clock, until))
REFUSED_BY_NUMBER(posix_fallocate, (int descriptor, off_t offset, off_t length), (descriptor, offset, length))

extern "C" sem_t* sem_open(const char* name, int flags, ...) {
  static const int error = told("sem_open");
  static auto* const real = next<sem_t*(const char*, int, mode_t, unsigned)>("sem_open");
  if (error != 0 || too_long(name)) {
    errno = error != 0 ? error : ENAMETOOLONG;
    return SEM_FAILED;
  }
  va_list more;
  va_start(more, flags);
  const bool made = (flags & O_CREAT) != 0;
  const auto mode = made ? va_arg(more, mode_t) : 0;
  const auto value = made ? va_arg(more, unsigned) : 0;
  va_end(more);
  return real(name, flags, mode, value);
}

extern "C" int shm_open(const char* name, int flags, mode_t mode) {
  static const int error = told("shm_open");
  static auto* const real = next<int(const char*, int, mode_t)>("shm_open");
  if (error == 0 && !too_long(name)) return real(name, flags, mode);
  errno = error != 0 ? error : ENAMETOOLONG;
  return -1;
}

extern "C" int ftruncate(int descriptor, off_t size) noexcept {
  static auto* const real = next<int(int, off_t)>("ftruncate");
  if (!has_its_size(descriptor)) return real(descriptor, size);
  errno = EINVAL;
  return -1;
}

extern "C" int bind(int socket, const sockaddr* address, socklen_t length) noexcept {
  static auto* const real = next<int(int, const sockaddr*, socklen_t)>("bind");
  if (!path_too_long(address, length)) return real(socket, address, length);
  errno = ENAMETOOLONG;
  return -1;
}

/// Calls without a function of their own are made through this one.
extern "C" long syscall(long number, ...) noexcept {
  static const int no_futex = told("futex");
  static auto* const real = next<long(long, long, long, long, long, long, long)>("syscall");
  va_list more;
  va_start(more, number);
  long words[6];
  for (auto& word : words) word = va_arg(more, long);
  va_end(more);
  // Those within one process are libstdc++'s own, in std::stop_callback and std::atomic::wait (bits/atomic_wait.h, 12).
  if (number == SYS_futex && no_futex != 0 && (words[1] & FUTEX_PRIVATE_FLAG) == 0) {
    errno = no_futex;
    return -1;
  }
  return real(number, words[0], words[1], words[2], words[3], words[4], words[5]);
}

extern "C" int clock_gettime(clockid_t clock, timespec* now) noexcept {
  static auto* const real = next<int(clockid_t, timespec*)>("clock_gettime");
  const int result = real(clock, now);
  if (clock == CLOCK_REALTIME && result == 0) now->tv_sec += step();
  return result;
}
