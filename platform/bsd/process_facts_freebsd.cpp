// SPDX-License-Identifier: BSL-1.0
// Never run on FreeBSD; compiled against declarations from sysctl(3) and <sys/user.h> of FreeBSD 14.
//
// One process as FreeBSD tells it (sysctl kern.proc.pid).
#include "bsd/process_facts.hpp"

#include "bsd/start_since_boot.hpp"

#include <sys/proc.h>
#include <sys/user.h>

namespace multiprocessing::platform {

std::optional<process_facts> look_up_process(pid_t pid) {
  std::array<int, 4> name{CTL_KERN, KERN_PROC, KERN_PROC_PID, static_cast<int>(pid)};
  while (true) {
    const std::uint64_t booted = boot_time();
    kinfo_proc told{};
    std::size_t size = sizeof told;
    if (::sysctl(name.data(), name.size(), &told, &size, nullptr, 0) != 0) return std::nullopt;
    // The structure says its own size; a kernel with another one means other fields.
    if (size != sizeof told || told.ki_structsize != static_cast<int>(sizeof told) || told.ki_pid != pid)
      return std::nullopt;
    if (booted != boot_time()) continue;  // somebody set the clock meanwhile
    const auto started = whole_microseconds(static_cast<std::uint64_t>(told.ki_start.tv_sec),
                                            static_cast<std::uint64_t>(told.ki_start.tv_usec));
    return process_facts{told.ki_stat == SZOMB, low_bits(started - booted)};
  }
}

}  // namespace multiprocessing::platform
