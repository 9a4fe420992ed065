// SPDX-License-Identifier: BSL-1.0
// The processors that this process may use: those of its mask, and what its control groups (cgroup v2) give it of them.
#include <sched.h>
#include <algorithm>
#include <cerrno>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "platform/processors.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::size_t most_processors = 1 << 20;

std::optional<unsigned> in_mask() {
  // The kernel refuses a mask that is shorter than its own with EINVAL.
  for (std::size_t bits = CPU_SETSIZE; bits <= most_processors; bits *= 2) {
    std::vector<cpu_set_t> mask(bits / CPU_SETSIZE);
    const std::size_t bytes = mask.size() * sizeof(cpu_set_t);
    if (::sched_getaffinity(0, bytes, mask.data()) == 0) return static_cast<unsigned>(CPU_COUNT_S(bytes, mask.data()));
    if (errno != EINVAL) break;
  }
  return std::nullopt;
}

/// "0::/user.slice/some.scope": the group of this process, or nothing where the second version is not used.
std::string own_group() {
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    if (line.starts_with("0::/")) return line.substr(3);
  }
  return {};
}

/// "max 100000", or "250000 100000": so much time in so long a period.
std::optional<unsigned> quota_of(const std::string& group) {
  std::ifstream file("/sys/fs/cgroup" + group + "/cpu.max");
  std::string quota;
  unsigned long long period = 0;
  if (!(file >> quota >> period) || period == 0 || quota == "max") return std::nullopt;
  const unsigned long long time = std::strtoull(quota.c_str(), nullptr, 10);
  return static_cast<unsigned>(std::max(1ULL, (time + period - 1) / period));
}

}  // namespace

result<unsigned> usable_processors() {
  const auto all = system_processors();
  std::optional<unsigned> usable = in_mask();
  if (!usable && !all) return all.error();
  if (!usable) usable = *all;
  // The tightest of the groups that it is in decides.
  for (std::string group = own_group(); !group.empty();) {
    if (const auto quota = quota_of(group == "/" ? "" : group)) usable = std::min(*usable, *quota);
    const std::size_t slash = group.rfind('/');
    if (group == "/") break;
    group = slash == 0 ? "/" : group.substr(0, slash);
  }
  return std::max(1U, *usable);
}

}  // namespace multiprocessing::platform
