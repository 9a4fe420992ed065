// SPDX-License-Identifier: BSL-1.0
// Never run on a BSD or on macOS; compiled against macOS's headers, and against declarations from the manual pages.
//
// Process stamps from what the system tells about a process: its number below, the time of its start above (the
// microseconds come round after 71 minutes; a number would have to be reused in that very microsecond to be mistaken).
#include <pthread.h>
#include <unistd.h>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "bsd/process_facts.hpp"
#include "platform/process.hpp"

namespace multiprocessing::platform {
namespace {

constexpr int pid_bits = 32;
constexpr int unequal_readings = 2;  // microseconds between two readings of the same start, which are rounded

// Remembered, since locks ask for it at every step, and forgotten in a forked child.
std::atomic<std::uint64_t> own_stamp{0};
const bool registered = pthread_atfork(nullptr, nullptr, [] { own_stamp = 0; }) == 0;

bool same_start(std::uint32_t one, std::uint32_t other) {
  return std::abs(static_cast<long long>(static_cast<std::int32_t>(one - other))) <= unequal_readings;
}

}  // namespace

std::uint64_t current_process_stamp() {
  static_cast<void>(registered);
  if (const std::uint64_t known = own_stamp.load(std::memory_order_relaxed)) return known;
  const auto facts = look_up_process(::getpid());
  const std::uint64_t started = facts ? facts->started : 0;
  const std::uint64_t stamp = (started << pid_bits) | static_cast<std::uint32_t>(::getpid());
  own_stamp = stamp;
  return stamp;
}

process_id process_of(std::uint64_t stamp) { return static_cast<process_id>(stamp & 0xffff'ffffU); }

bool process_alive(std::uint64_t stamp) {
  const auto pid = static_cast<pid_t>(process_of(stamp));
  const auto started = static_cast<std::uint32_t>(stamp >> pid_bits);
  if (pid <= 0) return false;
  if (stamp == current_process_stamp()) return true;
  if (const auto facts = look_up_process(pid)) {
    if (facts->ended) return false;
    return started == 0 || facts->started == 0 || same_start(started, facts->started);
  }
  // The process is gone, or the system hides it (FreeBSD: security.bsd.see_other_uids).
  return ::kill(pid, 0) == 0 || errno != ESRCH;
}

}  // namespace multiprocessing::platform
