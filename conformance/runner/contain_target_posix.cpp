// SPDX-License-Identifier: BSL-1.0
// What this system is, and the few questions about files and signals that need its headers.
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "contain.hpp"

namespace procport::runner {
namespace {

std::string c_library() {
#ifdef _CS_GNU_LIBC_VERSION
  std::array<char, 128> text{};
  if (confstr(_CS_GNU_LIBC_VERSION, text.data(), text.size()) > 0) return text.data();
#endif
#if defined(__linux__) && !defined(__GLIBC__)
  return "musl or another C library";
#else
  return "the system's";
#endif
}

/// os-release(5); systems without that file are named by uname alone.
std::string release_name() {
  std::ifstream in("/etc/os-release");
  for (std::string line; std::getline(in, line);) {
    constexpr std::string_view key = "PRETTY_NAME=";
    if (!line.starts_with(key)) continue;
    auto value = line.substr(key.size());
    std::erase(value, '"');
    return value;
  }
  return {};
}

}  // namespace

Target this_target() {
  Target target;
  utsname names{};
  if (uname(&names) == 0) {
    target.os = names.sysname;
    target.kernel = names.release;
    target.arch = names.machine;
  }
  target.os_version = release_name();
  if (target.os_version.empty()) target.os_version = target.kernel;
  target.libc = c_library();
  target.bits = static_cast<int>(sizeof(void*) * 8);
  target.endian = std::endian::native == std::endian::little ? "little" : "big";
  target.cpus = static_cast<int>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
#ifdef _SC_PHYS_PAGES
  const auto pages = static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES));
  if (pages > 0) target.memory_mib = pages * sysconf(_SC_PAGESIZE) / (1024 * 1024);
#endif
  target.name = target.os + "-" + target.arch;
  std::ranges::transform(target.name, target.name.begin(), [](unsigned char c) { return std::tolower(c); });
  return target;
}

std::filesystem::path program_folder(const char* argv0) {
  std::error_code error;
  auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) self = std::filesystem::weakly_canonical(argv0, error);
  return self.parent_path();
}

bool is_terminal(std::FILE* file) { return isatty(fileno(file)) == 1; }

std::FILE* open_to_write(const std::filesystem::path& file) { return std::fopen(file.c_str(), "wb"); }

bool put_on_disk(std::FILE* file) {
  // Pipes and devices cannot be synchronised, and need not be.
  return fsync(fileno(file)) == 0 || errno == EINVAL || errno == ENOTSUP || errno == EROFS;
}

bool is_executable(const std::filesystem::path& file) {
  return std::filesystem::is_regular_file(file) && access(file.c_str(), X_OK) == 0;
}

std::filesystem::path find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return is_executable(name) ? std::filesystem::absolute(name) : "";
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    const auto file = std::filesystem::path(folder.empty() ? "." : folder) / name;
    if (is_executable(file)) return std::filesystem::absolute(file);
  }
  return {};
}

std::vector<int> stop_signals() { return {SIGINT, SIGTERM, SIGHUP}; }

}  // namespace procport::runner
