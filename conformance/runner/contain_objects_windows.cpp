// SPDX-License-Identifier: BSL-1.0
// Named objects: semaphores, sections, mutexes and events, as the system lists them.
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "contain_launch_windows.hpp"

namespace procport::runner {
namespace {

// Of ntdll, and in no header of Win32 ("NtOpenDirectoryObject", "NtQueryDirectoryObject", Microsoft Learn). The layouts
// are those of winternl.h: UNICODE_STRING, OBJECT_ATTRIBUTES, OBJECT_DIRECTORY_INFORMATION.
struct CountedText {
  USHORT bytes = 0, room = 0;
  wchar_t* text = nullptr;
};
struct Attributes {
  ULONG size = sizeof(Attributes);
  HANDLE root = nullptr;
  CountedText* name = nullptr;
  ULONG flags = 0;
  void* security = nullptr;
  void* quality = nullptr;
};
struct Entry {
  CountedText name, type;
};
using Open = LONG(WINAPI*)(HANDLE*, ACCESS_MASK, Attributes*);
using Query = LONG(WINAPI*)(HANDLE, void*, ULONG, BOOLEAN, BOOLEAN, ULONG*, ULONG*);
constexpr ACCESS_MASK directory_query = 1;
constexpr LONG no_more_entries = static_cast<LONG>(0x8000001A);

std::string kind_of(std::wstring_view type) {
  if (type == L"Semaphore") return "semaphore";
  return type == L"Section" ? "shared-memory" : "object";
}

std::wstring read(const CountedText& text) { return {text.text, text.bytes / sizeof(wchar_t)}; }

/// False if the folder of objects cannot be read to its end.
bool look_into(std::wstring folder, std::wstring_view token, std::vector<ResidueItem>& out) {
  const HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
  const auto open = reinterpret_cast<Open>(reinterpret_cast<void*>(GetProcAddress(ntdll, "NtOpenDirectoryObject")));
  const auto query = reinterpret_cast<Query>(reinterpret_cast<void*>(GetProcAddress(ntdll, "NtQueryDirectoryObject")));
  if (open == nullptr || query == nullptr) return false;
  const auto bytes = static_cast<USHORT>(folder.size() * sizeof(wchar_t));
  CountedText name{bytes, bytes, folder.data()};
  Attributes attributes;
  attributes.name = &name;
  HANDLE opened = nullptr;
  if (open(&opened, directory_query, &attributes) != 0) return false;
  const OwnedHandle directory(opened);
  alignas(Entry) std::array<char, 4096> memory{};
  ULONG context = 0, size = 0;
  for (BOOLEAN first = TRUE;; first = FALSE) {
    const auto room = static_cast<ULONG>(memory.size());
    const LONG status = query(opened, memory.data(), room, TRUE, first, &context, &size);
    if (status != 0) return status == no_more_entries;
    const auto* entry = reinterpret_cast<const Entry*>(memory.data());
    const auto object = read(entry->name);
    if (object.find(token) == std::wstring::npos) continue;
    out.push_back({kind_of(read(entry->type)), to_utf8(object.c_str()),
                   to_utf8(read(entry->type).c_str()) + " that another process holds"});
  }
}

}  // namespace

std::optional<std::vector<ResidueItem>> named_objects(const std::string& token) {
  DWORD session = 0;
  if (ProcessIdToSessionId(GetCurrentProcessId(), &session) == FALSE) return std::nullopt;
  const std::wstring wide(token.begin(), token.end());
  std::vector<ResidueItem> out;
  // Those of this session, and those whose name begins with Global.
  if (session != 0 && !look_into(L"\\Sessions\\" + std::to_wstring(session) + L"\\BaseNamedObjects", wide, out)) {
    return std::nullopt;
  }
  if (!look_into(L"\\BaseNamedObjects", wide, out)) return std::nullopt;
  return out;
}

}  // namespace procport::runner
