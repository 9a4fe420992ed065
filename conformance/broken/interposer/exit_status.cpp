// SPDX-License-Identifier: BSL-1.0
// How the end of a child is told: with another code, too early, or never.
#include <sys/wait.h>
#include <cerrno>

#include "defect.hpp"

namespace broken {
namespace {

constinit real<pid_t(pid_t, int*, int)> next_waitpid{"waitpid"};

counter interruptions{2};
constinit std::atomic<int> status_before{0};

constexpr int status_of_exit(int code) { return code << 8; }

int told(int status) {
  if (strikes("wait-says-zero")) return 0;
  if (WIFSIGNALED(status) && strikes("wait-tells-signal-as-exit")) return status_of_exit(128 + WTERMSIG(status));
  if (WIFEXITED(status) && strikes("wait-keeps-low-bits")) return status_of_exit(WEXITSTATUS(status) & 0x0f);
  if (chosen("wait-mixes-codes")) {
    struck();
    return status_before.exchange(status);
  }
  return status;
}

}  // namespace
}  // namespace broken

using namespace broken;

extern "C" pid_t waitpid(pid_t child, int* status, int options) {
  if (chosen("wait-interrupted") && interruptions.due()) {
    struck();
    return fail_with(EINTR);
  }
  if ((options & WNOHANG) != 0 && strikes("wait-sees-nothing")) return 0;
  int found = 0;
  const pid_t answer = next_waitpid(child, &found, options);
  if (answer == 0 && strikes("wait-ends-early")) {
    *status = 0;
    return child;
  }
  if (answer > 0 && strikes("wait-loses-status")) return fail_with(ECHILD);
  if (answer > 0 && status != nullptr) *status = told(found);
  return answer;
}
