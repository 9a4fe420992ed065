// SPDX-License-Identifier: BSL-1.0
// What this system is, and the few questions about files and signals that need its headers.
#include <io.h>
#include <windows.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <cerrno>
#include <csignal>

#include "contain.hpp"
#include "contain_launch_windows.hpp"
#include "text.hpp"

namespace procport::runner {
namespace {

/// A function of ntdll by its name; null where it is not there.
template <class Function>
Function in_ntdll(const char* name) {
  // By way of void*, as the compilers ask of casts between types of functions.
  return reinterpret_cast<Function>(reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), name)));
}

/// GetVersionEx tells what the program's manifest allows it to; this one tells what is there.
std::string version_number() {
  RTL_OSVERSIONINFOW version{};
  version.dwOSVersionInfoSize = sizeof version;
  const auto get = in_ntdll<LONG(WINAPI*)(RTL_OSVERSIONINFOW*)>("RtlGetVersion");
  if (get == nullptr || get(&version) != 0) return "unknown";
  return std::to_string(version.dwMajorVersion) + "." + std::to_string(version.dwMinorVersion) + "." +
         std::to_string(version.dwBuildNumber);
}

/// "8.0" under Wine, which alone exports this function; empty on Windows.
std::string wine_version() {
  const auto get = in_ntdll<const char*(CDECL*)()>("wine_get_version");
  return get == nullptr ? "" : get();
}

std::string architecture(WORD number) {
  switch (number) {
    case PROCESSOR_ARCHITECTURE_AMD64:
      return "x86_64";
    case PROCESSOR_ARCHITECTURE_INTEL:
      return "x86";
    case PROCESSOR_ARCHITECTURE_ARM64:
      return "aarch64";
    default:
      return "processor type " + std::to_string(number);
  }
}

}  // namespace

Target this_target() {
  Target target;
  SYSTEM_INFO system{};
  GetSystemInfo(&system);
  MEMORYSTATUSEX memory{};
  memory.dwLength = sizeof memory;
  if (GlobalMemoryStatusEx(&memory) != FALSE) {
    target.memory_mib = static_cast<std::int64_t>(memory.ullTotalPhys / (1024 * 1024));
  }
  target.os = "Windows";
  target.os_version = "Windows " + version_number();
  target.kernel = "NT " + version_number();
  target.arch = architecture(system.wProcessorArchitecture);
  target.name = "windows-" + target.arch;
  // Wine is not Windows: its name says so wherever the result goes.
  if (const auto wine = wine_version(); !wine.empty()) {
    target.os = "Wine";
    target.os_version = "Wine " + wine + " as " + target.os_version;
    target.name += "-wine-" + wine;
  }
  target.libc = GetModuleHandleW(L"ucrtbase.dll") != nullptr ? "UCRT" : "msvcrt";
  target.bits = static_cast<int>(sizeof(void*) * 8);
  target.endian = std::endian::native == std::endian::little ? "little" : "big";
  target.cpus = static_cast<int>(std::max<DWORD>(1, system.dwNumberOfProcessors));
  return target;
}

std::filesystem::path program_folder(const char*) {
  std::array<wchar_t, 32'768> path{};
  GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
  return std::filesystem::path(path.data()).parent_path();
}

// The C library's _isatty() also says yes to NUL.
bool is_terminal(std::FILE* file) {
  DWORD mode = 0;
  return GetConsoleMode(reinterpret_cast<HANDLE>(_get_osfhandle(_fileno(file))), &mode) != FALSE;
}

std::FILE* open_to_write(const std::filesystem::path& file) { return _wfopen(file.c_str(), L"wb"); }

bool put_on_disk(std::FILE* file) {
  // Pipes and devices cannot be synchronised, and need not be.
  return _commit(_fileno(file)) == 0 || errno == EBADF || errno == EINVAL;
}

bool is_executable(const std::filesystem::path& file) { return std::filesystem::is_regular_file(file); }

std::filesystem::path find_program(const std::string& name) {
  std::wstring found(32'768, L'\0');
  const auto length = SearchPathW(nullptr, path_from_utf8(name).c_str(), L".exe", static_cast<DWORD>(found.size()),
                                  found.data(), nullptr);
  if (length == 0 || length >= found.size()) return {};
  found.resize(length);
  return found;
}

std::vector<int> stop_signals() { return {SIGINT, SIGTERM, SIGBREAK}; }

}  // namespace procport::runner
