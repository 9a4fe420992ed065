// SPDX-License-Identifier: BSL-1.0
// Process stamps from /proc: the process number below, the time of its start above (in ticks since boot, which come
// round after a year and more; a number would have to be reused in that very tick to be mistaken).
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <optional>
#include <string_view>

#include "platform/process.hpp"

namespace multiprocessing::platform {
namespace {

constexpr int pid_bits = 32;

struct process_facts {
  pid_t pid = 0;
  char state = '?';
  long threads = 0;
  std::uint32_t started = 0;
};

long long number(std::string_view text) {
  long long value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// The fields that follow the program's name, which may hold spaces and brackets itself (proc(5), /proc/[pid]/stat).
std::optional<process_facts> parse(std::string_view line) {
  const std::size_t after_name = line.rfind(") ");
  if (after_name == std::string_view::npos) return std::nullopt;
  process_facts facts;
  facts.pid = static_cast<pid_t>(number(line));
  std::string_view rest = line.substr(after_name + 2);
  constexpr int state_field = 3;
  constexpr int threads_field = 20;
  constexpr int start_field = 22;
  for (int field = state_field; !rest.empty(); ++field) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view text = rest.substr(0, end);
    if (field == state_field) facts.state = text.front();
    if (field == threads_field) facts.threads = static_cast<long>(number(text));
    if (field == start_field) {
      facts.started = static_cast<std::uint32_t>(number(text));
      if (facts.started == 0) facts.started = 1;  // zero stands for "not known"
      return facts;
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return std::nullopt;
}

std::optional<process_facts> read_facts(const char* path) {
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  std::array<char, 2048> text;
  ssize_t length = 0;
  do {
    length = ::read(file, text.data(), text.size());
  } while (length < 0 && errno == EINTR);
  ::close(file);
  if (length <= 0) return std::nullopt;
  return parse({text.data(), static_cast<std::size_t>(length)});
}

std::uint64_t stamp_of(pid_t pid, std::uint32_t started) {
  return (std::uint64_t{started} << pid_bits) | static_cast<std::uint32_t>(pid);
}

// Remembered, since locks ask for it at every step, and forgotten in a forked child.
std::atomic<std::uint64_t> own_stamp{0};
const bool registered = pthread_atfork(nullptr, nullptr, [] { own_stamp = 0; }) == 0;

}  // namespace

std::uint64_t current_process_stamp() {
  static_cast<void>(registered);
  if (const std::uint64_t known = own_stamp.load(std::memory_order_relaxed)) return known;
  const auto facts = read_facts("/proc/self/stat");
  // A /proc of another namespace shows other numbers; then the start is not known.
  const std::uint32_t started = facts && facts->pid == ::getpid() ? facts->started : 0;
  const std::uint64_t stamp = stamp_of(::getpid(), started);
  own_stamp = stamp;
  return stamp;
}

process_id process_of(std::uint64_t stamp) { return static_cast<process_id>(stamp & 0xffff'ffffU); }

bool process_alive(std::uint64_t stamp) {
  const auto pid = static_cast<pid_t>(process_of(stamp));
  const auto started = static_cast<std::uint32_t>(stamp >> pid_bits);
  if (pid <= 0) return false;
  if (stamp == current_process_stamp()) return true;
  if (started != 0) {
    std::array<char, 64> path;
    std::snprintf(path.data(), path.size(), "/proc/%d/stat", static_cast<int>(pid));
    if (const auto facts = read_facts(path.data())) {
      if (facts->started != started || facts->state == 'X') return false;
      // The first thread of a process may end before the others do, and looks like a zombie then.
      return facts->state != 'Z' || facts->threads > 1;
    }
  }
  // The process is gone, or /proc is absent or hides it.
  return ::kill(pid, 0) == 0 || errno != ESRCH;
}

}  // namespace multiprocessing::platform
