// SPDX-License-Identifier: BSL-1.0
// Process stamps: the process number below, the time of its creation above, in tenths of milliseconds, which come round
// after five days; a number would have to be reused in that very instant of the round to be mistaken.
#include <atomic>

#include "platform/process.hpp"
#include "windows/system.hpp"

namespace multiprocessing::platform {
namespace {

constexpr int pid_bits = 32;

std::uint32_t start_of(HANDLE process) {
  FILETIME created{};
  FILETIME ended{};
  FILETIME kernel{};
  FILETIME user{};
  if (!GetProcessTimes(process, &created, &ended, &kernel, &user)) return 0;
  const std::uint64_t ticks = (std::uint64_t{created.dwHighDateTime} << 32) | created.dwLowDateTime;  // of 100 ns
  const auto started = static_cast<std::uint32_t>(ticks / 1000);
  return started == 0 ? 1 : started;  // zero stands for "not known"
}

std::atomic<std::uint64_t> own_stamp{0};  // remembered, since locks ask for it at every step

}  // namespace

std::uint64_t current_process_stamp() {
  if (const std::uint64_t known = own_stamp.load(std::memory_order_relaxed)) return known;
  own_stamp = (std::uint64_t{start_of(GetCurrentProcess())} << pid_bits) | GetCurrentProcessId();
  return own_stamp;
}

process_id process_of(std::uint64_t stamp) { return static_cast<process_id>(stamp & 0xffff'ffffU); }

bool process_alive(std::uint64_t stamp) {
  if (stamp == current_process_stamp()) return true;
  const auto number = static_cast<DWORD>(process_of(stamp));
  if (number == 0) return false;
  const handle opened = own(OpenProcess(SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION, FALSE, number));
  // INVALID_PARAMETER says that there is none; ACCESS_DENIED that there is one, of somebody else.
  if (!opened) return GetLastError() != ERROR_INVALID_PARAMETER;
  // A process that has ended can be opened as long as anybody holds a handle to it.
  if (WaitForSingleObject(to_handle(opened.native()), 0) == WAIT_OBJECT_0) return false;
  const auto started = static_cast<std::uint32_t>(stamp >> pid_bits);
  const std::uint32_t seen = start_of(to_handle(opened.native()));
  return started == 0 || seen == 0 || started == seen;
}

}  // namespace multiprocessing::platform
