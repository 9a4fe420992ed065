// SPDX-License-Identifier: BSL-1.0
// Never run on OpenBSD; compiled against declarations from sysctl(2) and <sys/sysctl.h> of OpenBSD 7.5.
//
// One process as OpenBSD tells it (sysctl kern.proc, one element by number).
#include "bsd/process_facts.hpp"

#include "bsd/start_since_boot.hpp"

#include <sys/proc.h>

namespace multiprocessing::platform {

std::optional<process_facts> look_up_process(pid_t pid) {
  while (true) {
    const std::uint64_t booted = boot_time();
    kinfo_proc told{};
    std::array<int, 6> name{CTL_KERN, KERN_PROC, KERN_PROC_PID, static_cast<int>(pid), static_cast<int>(sizeof told), 1};
    std::size_t size = sizeof told;
    // No such process is no error, but an answer of no bytes.
    if (::sysctl(name.data(), name.size(), &told, &size, nullptr, 0) != 0 || size != sizeof told) return std::nullopt;
    if (told.p_pid != pid) return std::nullopt;
    if (booted != boot_time()) continue;  // somebody set the clock meanwhile
    process_facts facts;
    facts.ended = told.p_stat == SZOMB || told.p_stat == SDEAD;
    // A zombie has no valid start any more.
    if (told.p_uvalid != 0)
      facts.started = low_bits(whole_microseconds(told.p_ustart_sec, told.p_ustart_usec) - booted);
    return facts;
  }
}

}  // namespace multiprocessing::platform
