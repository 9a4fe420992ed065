// SPDX-License-Identifier: BSL-1.0
// Named memory as a section of the paging file, in the namespace of the session. The name goes with the last handle.
#include "common/fault.hpp"
#include "common/probe.hpp"
#include "platform/named_memory.hpp"
#include "platform/random.hpp"
#include "windows/named_pipe.hpp"
#include "windows/system.hpp"
#include "windows/text.hpp"

namespace multiprocessing::platform {
namespace {

result<std::wstring> wide_name(std::string_view operation, const std::string& name) {
  // A backslash would name another namespace.
  if (name.empty() || name.find('\\') != std::string::npos)
    return windows_error(operation, ERROR_INVALID_PARAMETER, "'" + name + "' is no name of a block");
  return to_wide(operation, name);
}

result<> check_commit(std::size_t size) {
  MEMORYSTATUSEX status{};
  status.dwLength = sizeof status;
  if (!GlobalMemoryStatusEx(&status)) return last_error("GlobalMemoryStatusEx");
  if (size <= status.ullAvailPageFile) return {};
  return windows_error("GlobalMemoryStatusEx", ERROR_COMMITMENT_LIMIT,
                       std::to_string(status.ullAvailPageFile) + " bytes can be committed");
}

result<shared_memory> create(const std::string& name, std::size_t size, memory_stay) {
  const auto wide = wide_name("CreateFileMappingW", name);
  if (!wide) return wide.error();
  const auto security = own_user_alone();
  if (!security) return security.error();
  if (auto enough = check_commit(size); !enough) return enough.error();
  if (auto fault = fault_at("CreateFileMappingW")) return *fault;
  const std::uint64_t bytes = size;
  SetLastError(ERROR_SUCCESS);
  handle made = own(CreateFileMappingW(INVALID_HANDLE_VALUE, *security, PAGE_READWRITE | SEC_COMMIT,
                                       static_cast<DWORD>(bytes >> 32), static_cast<DWORD>(bytes), wide->c_str()));
  const DWORD code = GetLastError();
  // Something of another kind may have the name: ERROR_INVALID_HANDLE.
  if (code == ERROR_ALREADY_EXISTS || code == ERROR_INVALID_HANDLE) {
    return error{"CreateFileMappingW", std::make_error_code(std::errc::file_exists), name};
  }
  if (!made) return windows_error("CreateFileMappingW", code, name + ", " + std::to_string(size) + " bytes");
  return map_shared_memory(std::move(made), size);
}

result<shared_memory> attach(const std::string& name) {
  const auto wide = wide_name("OpenFileMappingW", name);
  if (!wide) return wide.error();
  if (auto fault = fault_at("OpenFileMappingW")) return *fault;
  handle found = own(OpenFileMappingW(FILE_MAP_READ | FILE_MAP_WRITE, FALSE, wide->c_str()));
  if (!found) return last_error("OpenFileMappingW", name);
  // Its size is told by a view of all of it, in whole pages.
  void* const start = MapViewOfFile(to_handle(found.native()), FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, 0);
  if (start == nullptr) return last_error("MapViewOfFile", name);
  MEMORY_BASIC_INFORMATION seen{};
  const bool told = VirtualQuery(start, &seen, sizeof seen) != 0;
  UnmapViewOfFile(start);
  if (!told) return last_error("VirtualQuery", name);
  return map_shared_memory(std::move(found), seen.RegionSize);
}

result<> remove(const std::string& name) {
  const auto wide = wide_name("CloseHandle", name);
  if (!wide) return wide.error();
  return {};
}

evidence probe() {
  const auto name = random_name();
  if (!name) return seen_failing(name.error());
  const auto made = create(*name, 1, memory_stay::with_tree);
  if (!made) return seen_failing(made.error());
  made->bytes()[0] = std::byte{1};
  const auto found = attach(*name);
  if (!found) return seen_failing(found.error());
  if (found->bytes()[0] != std::byte{1})
    return seen_misbehaving("OpenFileMappingW", "the section that is found is another");
  return seen_working("CreateFileMappingW, OpenFileMappingW, MapViewOfFile");
}

}  // namespace

extern const named_memory_strategy win32_section_named_memory;
const named_memory_strategy win32_section_named_memory{
    {"win32-section", probe}, "wnsm_", false, create, attach, remove};

}  // namespace multiprocessing::platform
