// SPDX-License-Identifier: BSL-1.0
// Never run on FreeBSD or OpenBSD; compiled against declarations from sysctl(3) and sysctl(2).
//
// Both systems keep the start of a process as time since boot, and tell it as boot time plus that. Setting the clock
// moves the boot time, and with it what they tell about a process that has not changed (FreeBSD 14,
// sys/kern/kern_proc.c, fill_kinfo_proc_only; OpenBSD 7.5, sys/kern/kern_sysctl.c, fill_kproc).
#pragma once

#include <sys/types.h>

#include <sys/sysctl.h>
#include <sys/time.h>
#include <array>
#include <cstdint>

namespace multiprocessing::platform {

[[nodiscard]] inline std::uint64_t whole_microseconds(std::uint64_t seconds, std::uint64_t microseconds) {
  return seconds * 1'000'000 + microseconds;
}

/// In microseconds; 0 where the system does not tell.
[[nodiscard]] inline std::uint64_t boot_time() {
  std::array<int, 2> name{CTL_KERN, KERN_BOOTTIME};
  timeval booted{};
  std::size_t size = sizeof booted;
  if (::sysctl(name.data(), name.size(), &booted, &size, nullptr, 0) != 0 || size != sizeof booted) return 0;
  return whole_microseconds(static_cast<std::uint64_t>(booted.tv_sec), static_cast<std::uint64_t>(booted.tv_usec));
}

/// Low bits of a time, never 0, which stands for "not told".
[[nodiscard]] inline std::uint32_t low_bits(std::uint64_t microseconds) {
  const auto low = static_cast<std::uint32_t>(microseconds);
  return low == 0 ? 1 : low;
}

}  // namespace multiprocessing::platform
