// SPDX-License-Identifier: BSL-1.0
// Mapping what a handle refers to: a section, or a file that becomes one.
#include "common/fault.hpp"
#include "platform/shared_memory.hpp"
#include "windows/system.hpp"

namespace multiprocessing::platform {
namespace {

error too_small(std::uint64_t there) {
  return windows_error("MapViewOfFile", ERROR_INVALID_PARAMETER, "the object has " + std::to_string(there) + " bytes");
}

/// A section over the whole of a file.
result<handle> section_of(HANDLE file, std::size_t size) {
  LARGE_INTEGER there{};
  if (!GetFileSizeEx(file, &there)) return last_error("GetFileSizeEx");
  // A section that is larger than its file would make the file grow.
  if (static_cast<std::uint64_t>(there.QuadPart) < size) return too_small(static_cast<std::uint64_t>(there.QuadPart));
  if (auto fault = fault_at("CreateFileMappingW")) return *fault;
  handle section = own(CreateFileMappingW(file, nullptr, PAGE_READWRITE, 0, 0, nullptr));
  if (!section) return last_error("CreateFileMappingW");
  return section;
}

}  // namespace

void shared_memory::unmap() noexcept {
  if (!bytes_.empty()) UnmapViewOfFile(bytes_.data());
  bytes_ = {};
}

result<shared_memory> map_shared_memory(handle backing, std::size_t size) {
  if (auto kept = keep_from_inheritance(backing.native()); !kept) return kept.error();
  if (size == 0) return windows_error("MapViewOfFile", ERROR_INVALID_PARAMETER, "a region has at least one byte");
  if (auto fault = fault_at("MapViewOfFile")) return *fault;
  void* start = MapViewOfFile(to_handle(backing.native()), FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, size);
  // No section, then: a file. Asking GetFileType first would not do: Wine 8.0 calls a section a disk file.
  if (start == nullptr && GetLastError() == ERROR_INVALID_HANDLE) {
    const auto section = section_of(to_handle(backing.native()), size);
    if (!section) return section.error();
    start = MapViewOfFile(to_handle(section->native()), FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, size);
  }
  if (start == nullptr) return last_error("MapViewOfFile", std::to_string(size) + " bytes");
  // The system asks for a section of whole pages; whether Wine asks is not for us to find out by a fault.
  MEMORY_BASIC_INFORMATION seen{};
  if (VirtualQuery(start, &seen, sizeof seen) == 0 || seen.RegionSize < size) {
    const std::size_t there = seen.RegionSize;
    UnmapViewOfFile(start);
    return too_small(there);
  }
  return shared_memory(std::move(backing), {static_cast<std::byte*>(start), size});
}

}  // namespace multiprocessing::platform
