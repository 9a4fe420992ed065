// SPDX-License-Identifier: BSL-1.0
// Never run on DragonFly; compiled against declarations from sysctl(3) and <sys/kinfo.h> of DragonFly 6.4.
//
// One process as DragonFly tells it (sysctl kern.proc.pid).
#include "bsd/process_facts.hpp"

#include <sys/param.h>

#include <sys/kinfo.h>
#include <sys/sysctl.h>
#include <array>

namespace multiprocessing::platform {

std::optional<process_facts> look_up_process(pid_t pid) {
  std::array<int, 4> name{CTL_KERN, KERN_PROC, KERN_PROC_PID, static_cast<int>(pid)};
  kinfo_proc told{};
  std::size_t size = sizeof told;
  if (::sysctl(name.data(), name.size(), &told, &size, nullptr, 0) != 0 || size != sizeof told) return std::nullopt;
  if (told.kp_pid != pid) return std::nullopt;
  process_facts facts{told.kp_stat == SZOMB, 0};
  const auto seconds = static_cast<std::uint64_t>(told.kp_start.tv_sec);
  facts.started = static_cast<std::uint32_t>(seconds * 1'000'000 + static_cast<std::uint64_t>(told.kp_start.tv_usec));
  if (facts.started == 0) facts.started = 1;
  return facts;
}

}  // namespace multiprocessing::platform
