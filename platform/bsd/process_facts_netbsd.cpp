// SPDX-License-Identifier: BSL-1.0
// Never run on NetBSD; compiled against declarations from sysctl(7) and <sys/sysctl.h> of NetBSD 10.
//
// One process as NetBSD tells it (sysctl kern.proc2, one element by number). The start is the time of day when it was
// made, and stays what it was when somebody sets the clock (sys/kern/init_sysctl.c, fill_kproc2).
#include "bsd/process_facts.hpp"

#include <sys/param.h>

#include <sys/proc.h>
#include <sys/sysctl.h>
#include <array>

namespace multiprocessing::platform {

std::optional<process_facts> look_up_process(pid_t pid) {
  kinfo_proc2 told{};
  std::array<int, 6> name{CTL_KERN, KERN_PROC2, KERN_PROC_PID, static_cast<int>(pid), static_cast<int>(sizeof told), 1};
  std::size_t size = sizeof told;
  // No such process is no error, but an answer of no bytes.
  if (::sysctl(name.data(), name.size(), &told, &size, nullptr, 0) != 0 || size != sizeof told) return std::nullopt;
  if (told.p_pid != pid) return std::nullopt;
  process_facts facts;
  facts.ended = told.p_realstat == SZOMB || told.p_realstat == SDEAD;
  // A zombie has no valid start any more.
  if (told.p_uvalid != 0) {
    facts.started = static_cast<std::uint32_t>(told.p_ustart_sec * 1'000'000 + told.p_ustart_usec);
    if (facts.started == 0) facts.started = 1;
  }
  return facts;
}

}  // namespace multiprocessing::platform
