// SPDX-License-Identifier: BSL-1.0
// Never run on macOS; compiled and linked for it.
//
// One process as macOS tells it (proc_pidinfo, <libproc.h>). The start is the time of day when it was made, and stays
// what it was when somebody sets the clock (xnu, bsd/kern/kern_fork.c, p_start).
#include <libproc.h>
#include <sys/proc.h>

#include "bsd/process_facts.hpp"

namespace multiprocessing::platform {

std::optional<process_facts> look_up_process(pid_t pid) {
  proc_bsdinfo told{};
  constexpr std::uint64_t zombies_too = 1;
  const int size = ::proc_pidinfo(pid, PROC_PIDTBSDINFO, zombies_too, &told, sizeof told);
  if (size != static_cast<int>(sizeof told) || told.pbi_pid != static_cast<std::uint32_t>(pid)) return std::nullopt;
  process_facts facts;
  facts.ended = told.pbi_status == SZOMB;
  facts.started = static_cast<std::uint32_t>(told.pbi_start_tvsec * 1'000'000 + told.pbi_start_tvusec);
  if (facts.started == 0) facts.started = 1;
  return facts;
}

}  // namespace multiprocessing::platform
