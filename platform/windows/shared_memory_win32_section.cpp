// SPDX-License-Identifier: BSL-1.0
// Shared memory as a section of the paging file without a name: it vanishes with the last handle and the last view.
#include "common/fault.hpp"
#include "common/probe.hpp"
#include "platform/shared_memory.hpp"
#include "windows/system.hpp"

namespace multiprocessing::platform {
namespace {

/// Windows commits the pages of such a section at once, and refuses what it could not back. Wine makes a file with holes
/// instead, so what is free is looked at first.
result<> check_commit(std::size_t size) {
  MEMORYSTATUSEX status{};
  status.dwLength = sizeof status;
  if (!GlobalMemoryStatusEx(&status)) return last_error("GlobalMemoryStatusEx");
  if (size <= status.ullAvailPageFile) return {};
  return windows_error("GlobalMemoryStatusEx", ERROR_COMMITMENT_LIMIT,
                       std::to_string(status.ullAvailPageFile) + " bytes can be committed");
}

result<handle> create(std::size_t size) {
  if (auto enough = check_commit(size); !enough) return enough.error();
  if (auto fault = fault_at("CreateFileMappingW")) return *fault;
  const std::uint64_t bytes = size;
  handle made = own(CreateFileMappingW(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE | SEC_COMMIT,
                                       static_cast<DWORD>(bytes >> 32), static_cast<DWORD>(bytes), nullptr));
  if (!made) return last_error("CreateFileMappingW", std::to_string(size) + " bytes");
  return made;
}

evidence probe() {
  auto made = create(1);
  if (!made) return seen_failing(made.error());
  const auto mapped = map_shared_memory(*std::move(made), 1);
  if (!mapped) return seen_failing(mapped.error());
  mapped->bytes()[0] = std::byte{1};
  return seen_working("CreateFileMappingW, MapViewOfFile");
}

}  // namespace

extern const shared_memory_strategy win32_section_shared_memory;
const shared_memory_strategy win32_section_shared_memory{{"win32-section", probe}, create};

}  // namespace multiprocessing::platform
