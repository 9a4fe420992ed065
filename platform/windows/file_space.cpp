// SPDX-License-Identifier: BSL-1.0
// Allocating the space of a file, so that touching its mapping cannot fault later.
#include "common/file_space.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "common/fault.hpp"
#include "windows/system.hpp"

namespace multiprocessing::platform {
namespace {

/// The free space of the volume that holds `file`.
result<std::uint64_t> free_space(HANDLE file) {
  std::wstring path(GetFinalPathNameByHandleW(file, nullptr, 0, FILE_NAME_NORMALIZED), L'\0');
  if (path.empty()) return last_error("GetFinalPathNameByHandleW");
  path.resize(GetFinalPathNameByHandleW(file, path.data(), static_cast<DWORD>(path.size()), FILE_NAME_NORMALIZED));
  path.resize(path.find_last_of(L'\\') + 1);
  ULARGE_INTEGER free{};
  if (!GetDiskFreeSpaceExW(path.c_str(), &free, nullptr, nullptr)) return last_error("GetDiskFreeSpaceExW");
  return free.QuadPart;
}

result<> write_zeros(HANDLE file, std::size_t size) {
  static constexpr std::array<std::byte, 64 * 1024> zeros{};
  while (size > 0) {
    DWORD written = 0;
    const auto piece = static_cast<DWORD>(std::min(size, zeros.size()));
    if (!WriteFile(file, zeros.data(), piece, &written, nullptr)) return last_error("WriteFile");
    size -= written;
  }
  return {};
}

}  // namespace

result<> allocate_file(native_handle native, std::size_t size) {
  const HANDLE file = to_handle(native);
  if (size > static_cast<std::size_t>(std::numeric_limits<LONGLONG>::max()))
    return windows_error("SetEndOfFile", ERROR_INVALID_PARAMETER, "more than a file can hold");
  const auto free = free_space(file);
  if (!free) return free.error();
  if (size > *free)
    return windows_error("GetDiskFreeSpaceExW", ERROR_DISK_FULL, std::to_string(*free) + " bytes are free");

  LARGE_INTEGER end{};
  end.QuadPart = static_cast<LONGLONG>(size);
  if (auto fault = fault_at("SetEndOfFile")) return *fault;
  if (!SetFilePointerEx(file, end, nullptr, FILE_BEGIN) || !SetEndOfFile(file)) return last_error("SetEndOfFile");
  if (!SetFilePointerEx(file, {}, nullptr, FILE_BEGIN)) return last_error("SetFilePointerEx");
  // NTFS has given the file its clusters by now. Where a file with holes has come of it (Wine, on any file system of its
  // host), the holes are filled.
  FILE_STANDARD_INFO info{};
  if (GetFileInformationByHandleEx(file, FileStandardInfo, &info, sizeof info) &&
      info.AllocationSize.QuadPart >= end.QuadPart)
    return {};
  return write_zeros(file, size);
}

}  // namespace multiprocessing::platform
