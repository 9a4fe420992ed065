// SPDX-License-Identifier: BSL-1.0
// A launched program takes over its inherited handles before main: none of them goes any further by itself.
#include "windows/inherited.hpp"

#include <winternl.h>
#include <array>
#include <cstdlib>
#include <cwchar>

#include "windows/system.hpp"
#include "windows/system_library.hpp"

namespace multiprocessing::platform {
namespace {

// One variable holds 32,767 characters (SetEnvironmentVariable); the list is a convenience.
constexpr std::size_t longest_description = 30'000;

/// The number of the process that made this one; 0 if it cannot be told.
unsigned long long parent_number() {
  using query = LONG(WINAPI*)(HANDLE, int, void*, ULONG, ULONG*);
  const auto ask = from_ntdll<query>("NtQueryInformationProcess");
  // PROCESS_BASIC_INFORMATION; its sixth part, reserved in the header, is InheritedFromUniqueProcessId (winternl.h).
  std::array<ULONG_PTR, 6> basic{};
  if (ask == nullptr || ask(GetCurrentProcess(), 0, basic.data(), sizeof basic, nullptr) != 0) return 0;
  return basic[5];
}

std::wstring read_variable() {
  std::wstring value(GetEnvironmentVariableW(inherited_variable, nullptr, 0), L'\0');
  if (!value.empty())
    value.resize(GetEnvironmentVariableW(inherited_variable, value.data(), static_cast<DWORD>(value.size())));
  return value;
}

}  // namespace

bool adopt_inherited() {
  const std::wstring text = read_variable();
  if (text.empty()) return false;
  // From the C library's copy of the environment as well.
  _wputenv((std::wstring(inherited_variable) + L"=").c_str());
  wchar_t* rest = nullptr;
  // By way of a shell the variable may reach a program that it was not written for: its parent is the shell.
  if (std::wcstoull(text.c_str(), &rest, 10) != parent_number()) return false;
  while (*rest != L'\0') {
    const auto native = static_cast<native_handle>(std::wcstoull(rest + 1, &rest, 10));
    static_cast<void>(keep_from_inheritance(native));
    if (*rest != L',') break;
  }
  return true;
}

std::wstring describe_inherited(std::span<const native_handle> inherited) {
  std::wstring text = std::to_wstring(GetCurrentProcessId());
  wchar_t separator = L':';
  for (const native_handle native : inherited) {
    if (text.size() > longest_description) break;
    text += separator + std::to_wstring(native);
    separator = L',';
  }
  return text;
}

}  // namespace multiprocessing::platform
