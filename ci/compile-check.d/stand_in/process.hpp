// SPDX-License-Identifier: BSL-1.0
// What /proc of this system tells about a process, for the sysctl of other systems to be made of.
#pragma once
#include <fcntl.h>
#include <sys/time.h>
#include <unistd.h>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string>

namespace stand_in {

/// Hands `text` out as sysctl does.
inline int answer(const void* text, std::size_t size, void* to, std::size_t* room) {
  if (*room < size) {
    errno = ENOMEM;
    return -1;
  }
  std::memcpy(to, text, size);
  *room = size;
  return 0;
}

/// Nothing of a file that is not there, or whose process ends meanwhile.
inline std::string read_all(const std::string& path) {
  std::string text;
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return text;
  char piece[4096];
  for (ssize_t count = 0; (count = read(file, piece, sizeof piece)) > 0;) text.append(piece, static_cast<std::size_t>(count));
  close(file);
  return text;
}

inline std::uint64_t boot_second() {
  const std::string text = read_all("/proc/stat");
  return std::strtoull(text.c_str() + text.find("btime") + 5, nullptr, 10);
}

inline timeval boot_time() { return {static_cast<time_t>(boot_second()), 0}; }

struct process {
  bool there = false;
  bool ended = false;
  timeval started{};
};

inline process look_up(int pid) {
  const std::string text = read_all("/proc/" + std::to_string(pid) + "/stat");
  const auto name_ends = text.rfind(')');
  if (name_ends == std::string::npos) return {};
  std::istringstream fields(text.substr(name_ends + 1));
  char state = 0;
  fields >> state;
  std::string skipped;
  for (int field = 4; field < 22; ++field) fields >> skipped;
  std::uint64_t ticks = 0;
  fields >> ticks;
  const auto hertz = static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
  return {true, state == 'Z' || state == 'X',
          {static_cast<time_t>(boot_second() + ticks / hertz),
           static_cast<suseconds_t>(ticks % hertz * (1'000'000 / hertz))}};
}

inline int own_path(void* to, std::size_t* room) {
  std::string path(*room, '\0');
  const ssize_t size = readlink("/proc/self/exe", path.data(), path.size() - 1);
  if (size < 0) return -1;
  return answer(path.c_str(), static_cast<std::size_t>(size) + 1, to, room);
}

/// The first pointer of argv and what it points to, as OpenBSD lays them out; the others are left out.
inline int own_first_argument(void* to, std::size_t* room) {
  const std::string all = read_all("/proc/self/cmdline");
  const std::string text = all.substr(0, all.find('\0'));
  const std::size_t size = 2 * sizeof(char*) + text.size() + 1;
  if (*room < size) {
    errno = ENOMEM;
    return -1;
  }
  char* const start = static_cast<char*>(to) + 2 * sizeof(char*);
  char* const pointers[] = {start, nullptr};
  std::memcpy(to, pointers, sizeof pointers);
  std::memcpy(start, text.c_str(), text.size() + 1);
  *room = size;
  return 0;
}

inline int no_such_name() {
  errno = ENOENT;
  return -1;
}

}  // namespace stand_in
