// SPDX-License-Identifier: BSL-1.0
// Limits: descriptors that run out, processors that are not counted, output that stays in its buffer.
#include <linux/futex.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>

#include "defect.hpp"

namespace broken {
namespace {

constinit real<long(int)> next_sysconf{"sysconf"};
constinit real<int(pid_t, std::size_t, cpu_set_t*)> next_sched_getaffinity{"sched_getaffinity"};
constinit real<int(FILE*)> next_fflush{"fflush"};
constinit real<int(int, rlimit*)> next_getrlimit{"getrlimit"};

constexpr rlim_t few_descriptors = 64;
constexpr rlim_t small_file = 1 << 20;

/// The list of mutexes that the kernel looks through when this thread ends is empty, whatever it holds.
void tell_of_no_robust_mutex() {
  static robust_list_head nothing{{&nothing.list}, 0, nullptr};
  system_call(SYS_set_robust_list, reinterpret_cast<long>(&nothing), sizeof nothing);
  struck();
}

}  // namespace

void begin_in_process() {
  if (strikes("descriptors-run-out")) {
    const rlimit few{few_descriptors, few_descriptors};
    ::setrlimit(RLIMIT_NOFILE, &few);
  }
  if (launched() && chosen("robust-death-untold")) tell_of_no_robust_mutex();
}

}  // namespace broken

using namespace broken;

extern "C" long sysconf(int name) {
  if (name == _SC_NPROCESSORS_ONLN && strikes("processors-none")) return 0;
  return next_sysconf(name);
}

extern "C" int getrlimit(__rlimit_resource_t resource, rlimit* limit) {
  const int answer = next_getrlimit(resource, limit);
  if (resource == RLIMIT_FSIZE && strikes("file-limit-told-small")) limit->rlim_cur = small_file;
  return answer;
}

extern "C" int sched_getaffinity(pid_t process, std::size_t size, cpu_set_t* mask) {
  if (strikes("affinity-refused")) return fail_with(ENOSYS);
  return next_sched_getaffinity(process, size, mask);
}

extern "C" int fflush(FILE* file) {
  if ((file == nullptr || file == stdout) && strikes("flush-forgets")) return 0;
  return next_fflush(file);
}
