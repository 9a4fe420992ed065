// SPDX-License-Identifier: BSL-1.0
// Shared memory by mapping a temporary file that nobody else may open and that is deleted with its last handle.
//
// What is handed on is the handle of the file: a section alone would keep the bytes, and leave the file to be deleted
// under it.
#include "common/fault.hpp"
#include "common/file_space.hpp"
#include "common/probe.hpp"
#include "platform/random.hpp"
#include "platform/shared_memory.hpp"
#include "windows/named_pipe.hpp"
#include "windows/system.hpp"
#include "windows/text.hpp"

namespace multiprocessing::platform {
namespace {

constexpr int tries = 16;

result<std::wstring> temporary_folder() {
  std::wstring folder(GetTempPathW(0, nullptr), L'\0');  // ends with a backslash
  const DWORD length = GetTempPathW(static_cast<DWORD>(folder.size()), folder.data());
  if (length == 0 || length >= folder.size()) return last_error("GetTempPathW");
  folder.resize(length);
  return folder;
}

result<handle> create_file() {
  const auto folder = temporary_folder();
  if (!folder) return folder.error();
  const auto security = own_user_alone();
  if (!security) return security.error();
  for (int count = 0;; ++count) {
    const auto name = random_name();
    if (!name) return name.error();
    const auto wide_name = to_wide("CreateFileW", *name);
    if (!wide_name) return wide_name.error();
    const std::wstring path = *folder + *wide_name;
    if (auto fault = fault_at("CreateFileW")) return *fault;
    handle made(to_native(CreateFileW(path.c_str(), GENERIC_READ | GENERIC_WRITE, 0, *security, CREATE_NEW,
                                      FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE, nullptr)));
    if (made) return made;
    if (GetLastError() != ERROR_FILE_EXISTS || count == tries) return last_error("CreateFileW", to_utf8(path));
  }
}

result<handle> create(std::size_t size) {
  auto made = create_file();
  if (!made) return made.error();
  if (auto allocated = allocate_file(made->native(), size); !allocated) return allocated.error();
  return made;
}

evidence probe() {
  auto made = create(1);
  if (!made) return seen_failing(made.error());
  const auto mapped = map_shared_memory(*std::move(made), 1);
  if (!mapped) return seen_failing(mapped.error());
  mapped->bytes()[0] = std::byte{1};
  const auto folder = temporary_folder();
  return seen_working("CreateFileW(FILE_FLAG_DELETE_ON_CLOSE), SetEndOfFile, CreateFileMappingW, MapViewOfFile",
                      folder ? "in " + to_utf8(*folder) : "");
}

}  // namespace

extern const shared_memory_strategy mapped_file_shared_memory;
const shared_memory_strategy mapped_file_shared_memory{{"mapped-file", probe}, create};

}  // namespace multiprocessing::platform
