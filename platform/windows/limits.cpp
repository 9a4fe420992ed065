// SPDX-License-Identifier: BSL-1.0
// What Windows gives of everything: by asking where it tells, by trying where it can be tried, by its documentation
// elsewhere.
#include "platform/limits.hpp"

#include <algorithm>
#include <array>

#include "platform/channel.hpp"
#include "windows/overlapped.hpp"

namespace multiprocessing::platform {
namespace {

struct asked_limit {
  std::string_view name;
  limit (*ask)();
};

limit told(std::optional<std::uint64_t> value, std::string unit, std::string call, std::string detail = {}) {
  return {"", value, std::move(unit), std::move(call), {}, std::move(detail)};
}

limit not_told(const error& failure) {
  return {"", std::nullopt, "", std::string(failure.operation), failure.code, failure.reason};
}

SYSTEM_INFO system_info() {
  SYSTEM_INFO info{};
  GetSystemInfo(&info);
  return info;
}

limit descriptors() {
  DWORD open = 0;
  GetProcessHandleCount(GetCurrentProcess(), &open);
  return told(std::uint64_t{1} << 24, "handles", "documented: 2^24 handles in a process",
              "GetProcessHandleCount: " + std::to_string(open) + " are open in this one");
}

limit processes() {
  JOBOBJECT_BASIC_LIMIT_INFORMATION job{};
  constexpr auto call = "QueryInformationJobObject(JobObjectBasicLimitInformation)";
  if (QueryInformationJobObject(nullptr, JobObjectBasicLimitInformation, &job, sizeof job, nullptr) &&
      (job.LimitFlags & JOB_OBJECT_LIMIT_ACTIVE_PROCESS) != 0)
    return told(job.ActiveProcessLimit, "processes", call, "the limit of the job that this process is in");
  return told(std::nullopt, "", call, "no job limits them");
}

limit semaphores() {
  return told(std::nullopt, "", "documented: kernel objects", "as many as handles and memory of the kernel allow");
}

limit semaphore_value() { return told(0x7fff'ffff, "units", "CreateSemaphoreW", "counts are LONG"); }

limit object_name_length() { return told(MAX_PATH, "characters", "documented: MAX_PATH", "names are not needed here"); }

/// Writes until a write has to wait. Few bytes at a time, since a write that has no room waits as a whole.
result<std::uint64_t> room_in(native_handle writer) {
  static constexpr std::array<std::byte, 64> piece{};
  constexpr std::uint64_t enough = 1 << 26;
  for (std::uint64_t written = 0; written < enough; written += piece.size()) {
    overlapped_operation writing(writer);
    if (auto prepared = writing.prepare(); !prepared) return prepared.error();
    const DWORD code = writing.begin_write(piece.data(), static_cast<DWORD>(piece.size()));
    if (code == ERROR_IO_PENDING) return written;
    if (code != ERROR_SUCCESS) return windows_error("WriteFile", code);
  }
  return enough;
}

limit pipe_capacity() {
  const auto ends = make_pipe();
  if (!ends) return not_told(ends.error());
  const auto room = room_in(ends->writer.native());
  if (!room) return not_told(room.error());
  return told(*room, "bytes", "WriteFile until it waits", "64 KiB were asked for");
}

limit pipe_atomic_write() {
  return told(atomic_write_bytes(), "bytes", "WriteFile", "one write is one entry of the pipe's queue");
}

limit stream_capacity() {
  const auto ends = make_stream_pair();
  if (!ends) return not_told(ends.error());
  const auto room = room_in(ends->first.native());
  if (!room) return not_told(room.error());
  return told(*room, "bytes", "WriteFile until it waits", "in each direction; 64 KiB were asked for");
}

limit message_size() {
  return not_told(unsupported_error("message-size", "there are no message queues; pipes carry messages of any length"));
}

limit shared_memory_space() {
  MEMORYSTATUSEX status{};
  status.dwLength = sizeof status;
  if (!GlobalMemoryStatusEx(&status)) return not_told(last_error("GlobalMemoryStatusEx"));
  return told(status.ullAvailPageFile, "bytes", "GlobalMemoryStatusEx: ullAvailPageFile", "what can be committed now");
}

limit page_size() {
  const SYSTEM_INFO info = system_info();
  return told(info.dwPageSize, "bytes", "GetSystemInfo",
              "views begin at multiples of " + std::to_string(info.dwAllocationGranularity));
}

limit socket_path_length() {
  return told(256, "characters", "documented: CreateNamedPipeW", R"(with \\.\pipe\ in front; streams are named pipes)");
}

limit argument_bytes() {
  return told(32'767 * sizeof(wchar_t), "bytes", "documented: CreateProcessW",
              "32767 characters of UTF-16, for all arguments together");
}

limit clock_resolution() {
  LARGE_INTEGER frequency{};
  if (!QueryPerformanceFrequency(&frequency)) return not_told(last_error("QueryPerformanceFrequency"));
  const auto ticks = static_cast<std::uint64_t>(frequency.QuadPart);
  return told(std::max<std::uint64_t>(1'000'000'000 / ticks, 1), "ns", "QueryPerformanceFrequency");
}

limit sleep_granularity() {
  DWORD adjustment = 0;
  DWORD increment = 0;
  BOOL disabled = FALSE;
  if (!GetSystemTimeAdjustment(&adjustment, &increment, &disabled))
    return not_told(last_error("GetSystemTimeAdjustment"));
  return told(std::uint64_t{increment} * 100, "ns", "GetSystemTimeAdjustment: lpTimeIncrement", "the tick of the system");
}

limit processors() {
  const DWORD count = GetActiveProcessorCount(ALL_PROCESSOR_GROUPS);
  if (count == 0) return not_told(last_error("GetActiveProcessorCount"));
  return told(count, "processors", "GetActiveProcessorCount(ALL_PROCESSOR_GROUPS)");
}

constexpr std::array questions{
    asked_limit{"descriptors", descriptors},
    asked_limit{"processes", processes},
    asked_limit{"semaphores", semaphores},
    asked_limit{"semaphore-value", semaphore_value},
    asked_limit{"semaphore-name-length", object_name_length},
    asked_limit{"pipe-capacity", pipe_capacity},
    asked_limit{"pipe-atomic-write", pipe_atomic_write},
    asked_limit{"stream-capacity", stream_capacity},
    asked_limit{"message-size", message_size},
    asked_limit{"shared-memory-space", shared_memory_space},
    asked_limit{"shared-memory-name-length", object_name_length},
    asked_limit{"page-size", page_size},
    asked_limit{"socket-path-length", socket_path_length},
    asked_limit{"argument-bytes", argument_bytes},
    asked_limit{"clock-resolution", clock_resolution},
    asked_limit{"sleep-granularity", sleep_granularity},
    asked_limit{"processors", processors},
};

}  // namespace

std::vector<limit> report_limits() {
  std::vector<limit> limits;
  for (const std::string& name : limit_names()) {
    const auto question = std::ranges::find(questions, name, &asked_limit::name);
    limits.push_back(question != questions.end() ? question->ask()
                                                 : not_told(unsupported_error("report_limits", "not known here")));
    limits.back().name = name;
  }
  return limits;
}

}  // namespace multiprocessing::platform
