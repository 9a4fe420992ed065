// SPDX-License-Identifier: BSL-1.0
// What the system tells of its limits.
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <unistd.h>
#include <cerrno>
#include <map>

#include "platform/channel.hpp"
#include "platform/shared_memory.hpp"
#include "posix/descriptor.hpp"
#include "posix/limits_measured.hpp"

namespace multiprocessing::platform {
namespace {

limit unlimited(std::string unit, std::string call, std::string detail = "no limit") {
  return {"", std::nullopt, std::move(unit), std::move(call), {}, std::move(detail)};
}

/// What sysconf and its kin answered: -1 means an error, or no limit where errno stays zero.
limit told(long answer, std::string unit, std::string_view call) {
  if (answer >= 0) return {"", static_cast<std::uint64_t>(answer), std::move(unit), std::string(call), {}, ""};
  if (errno == 0) return unlimited(std::move(unit), std::string(call));
  return untold(std::move(unit), native_error(call, errno));
}

limit ask_sysconf(int name, std::string unit, std::string_view call) {
  errno = 0;
  const long answer = ::sysconf(name);
  return told(answer, std::move(unit), call);
}

template <class Resource>
limit ask_rlimit(Resource resource, std::string unit, std::string call) {
  rlimit found{};
  if (::getrlimit(resource, &found) != 0) return untold(std::move(unit), native_error("getrlimit", errno));
  if (found.rlim_cur == RLIM_INFINITY) return unlimited(std::move(unit), std::move(call));
  return {"", static_cast<std::uint64_t>(found.rlim_cur), std::move(unit), std::move(call), {}, ""};
}

limit descriptors() { return ask_rlimit(RLIMIT_NOFILE, "handles", "getrlimit(RLIMIT_NOFILE)"); }

limit processes() {
#ifdef RLIMIT_NPROC
  return ask_rlimit(RLIMIT_NPROC, "processes", "getrlimit(RLIMIT_NPROC)");
#else
  return ask_sysconf(_SC_CHILD_MAX, "processes", "sysconf(_SC_CHILD_MAX)");
#endif
}

limit semaphores() { return ask_sysconf(_SC_SEM_NSEMS_MAX, "semaphores", "sysconf(_SC_SEM_NSEMS_MAX)"); }

limit semaphore_value() { return ask_sysconf(_SC_SEM_VALUE_MAX, "units", "sysconf(_SC_SEM_VALUE_MAX)"); }

limit pipe_atomic_write() {
  const auto ends = make_pipe();
  if (!ends) return untold("bytes", ends.error());
  errno = 0;
  const long answer = ::fpathconf(descriptor(ends->writer.native()), _PC_PIPE_BUF);
  return told(answer, "bytes", "fpathconf(_PC_PIPE_BUF)");
}

limit shared_memory_space() {
  const auto region = make_shared_memory(1);
  if (!region) return untold("bytes", region.error());
  struct statvfs space {};
  if (::fstatvfs(descriptor(region->native()), &space) != 0) return untold("bytes", native_error("fstatvfs", errno));
  if (space.f_blocks == 0) return unlimited("bytes", "fstatvfs", "no limit but the memory of the system");
  return {"", static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize, "bytes", "fstatvfs", {}, "free now"};
}

limit page_size() { return ask_sysconf(_SC_PAGESIZE, "bytes", "sysconf(_SC_PAGESIZE)"); }

limit socket_path_length() {
  return {"", sizeof(sockaddr_un::sun_path) - 1, "bytes", "sizeof(sockaddr_un::sun_path)", {}, "without the zero byte"};
}

limit argument_bytes() {
  return ask_sysconf(_SC_ARG_MAX, "bytes", "sysconf(_SC_ARG_MAX)");
}

limit processors() { return ask_sysconf(_SC_NPROCESSORS_ONLN, "processors", "sysconf(_SC_NPROCESSORS_ONLN)"); }

limit ask(const std::string& name) {
  static const std::map<std::string, limit (*)(), std::less<>> asked{
      {"descriptors", descriptors},
      {"processes", processes},
      {"semaphores", semaphores},
      {"semaphore-value", semaphore_value},
      {"semaphore-name-length", semaphore_name_length},
      {"pipe-capacity", pipe_capacity},
      {"pipe-atomic-write", pipe_atomic_write},
      {"stream-capacity", stream_capacity},
      {"message-size", message_size},
      {"shared-memory-space", shared_memory_space},
      {"shared-memory-name-length", shared_memory_name_length},
      {"page-size", page_size},
      {"socket-path-length", socket_path_length},
      {"argument-bytes", argument_bytes},
      {"clock-resolution", clock_resolution},
      {"sleep-granularity", sleep_granularity},
      {"processors", processors},
  };
  const auto found = asked.find(name);
  limit answer = found != asked.end() ? found->second()
                                      : untold("", unsupported_error("report_limits", "POSIX has no such limit"));
  answer.name = name;
  return answer;
}

}  // namespace

std::vector<limit> report_limits() {
  std::vector<limit> limits;
  for (const std::string& name : limit_names()) limits.push_back(ask(name));
  return limits;
}

}  // namespace multiprocessing::platform
