// SPDX-License-Identifier: BSL-1.0
// System calls that fail with an error of choice: a seccomp filter, which children inherit.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <map>

#include "emulation.hpp"

namespace emulated {

long number_of_call(const std::string& name) {
  static const std::map<std::string, long> calls{
      {"clone3", SYS_clone3},
      {"close_range", SYS_close_range},
      {"epoll_create1", SYS_epoll_create1},
      {"eventfd2", SYS_eventfd2},
      {"faccessat2", SYS_faccessat2},
      {"get_robust_list", SYS_get_robust_list},
      {"memfd_create", SYS_memfd_create},
      {"pidfd_open", SYS_pidfd_open},
      {"pidfd_send_signal", SYS_pidfd_send_signal},
      {"semget", SYS_semget},
      {"set_robust_list", SYS_set_robust_list},
      {"timerfd_create", SYS_timerfd_create},
  };
  const auto found = calls.find(name);
  if (found == calls.end()) throw Problem{"there is no system call '" + name + "' that can be denied"};
  return found->second;
}

int number_of_error(const std::string& name) {
  static const std::map<std::string, int> errors{
      {"EACCES", EACCES}, {"EINVAL", EINVAL}, {"ENFILE", ENFILE},   {"ENOENT", ENOENT},
      {"ENOSPC", ENOSPC}, {"ENOSYS", ENOSYS}, {"ENOTSUP", ENOTSUP}, {"EPERM", EPERM},
  };
  const auto found = errors.find(name);
  if (found == errors.end()) throw Problem{"there is no error '" + name + "'"};
  return found->second;
}

void filter_system_calls(const std::vector<std::pair<long, int>>& denials) {
  std::vector<sock_filter> program{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  for (const auto& [call, error] : denials) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call), 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (static_cast<unsigned>(error) & SECCOMP_RET_DATA)));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl(PR_SET_NO_NEW_PRIVS)");
  check(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter), "prctl(PR_SET_SECCOMP)");
}

}  // namespace emulated
