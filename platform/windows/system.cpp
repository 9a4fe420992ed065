// SPDX-License-Identifier: BSL-1.0
// Errors and waits of Win32.
#include "windows/system.hpp"

#include <algorithm>
#include <array>

namespace multiprocessing::platform {
namespace {

struct meaning {
  DWORD code;
  std::errc condition;
};

// libstdc++ 12 and Microsoft's library know different parts of this.
constexpr std::array meanings{
    meaning{ERROR_FILE_NOT_FOUND, std::errc::no_such_file_or_directory},
    meaning{ERROR_PATH_NOT_FOUND, std::errc::no_such_file_or_directory},
    meaning{ERROR_TOO_MANY_OPEN_FILES, std::errc::too_many_files_open},
    meaning{ERROR_ACCESS_DENIED, std::errc::permission_denied},
    meaning{ERROR_NOT_ENOUGH_MEMORY, std::errc::not_enough_memory},
    meaning{ERROR_OUTOFMEMORY, std::errc::not_enough_memory},
    meaning{ERROR_COMMITMENT_LIMIT, std::errc::not_enough_memory},
    meaning{ERROR_NO_SYSTEM_RESOURCES, std::errc::not_enough_memory},
    meaning{ERROR_NOT_ENOUGH_QUOTA, std::errc::not_enough_memory},
    meaning{ERROR_DISK_FULL, std::errc::no_space_on_device},
    meaning{ERROR_INVALID_PARAMETER, std::errc::invalid_argument},
    meaning{ERROR_BROKEN_PIPE, std::errc::broken_pipe},
    meaning{ERROR_NO_DATA, std::errc::broken_pipe},
    meaning{ERROR_PIPE_NOT_CONNECTED, std::errc::broken_pipe},
    meaning{ERROR_SEM_TIMEOUT, std::errc::timed_out},
    meaning{ERROR_NOT_OWNER, std::errc::operation_not_permitted},
    meaning{ERROR_NO_UNICODE_TRANSLATION, std::errc::illegal_byte_sequence},
    meaning{ERROR_FILENAME_EXCED_RANGE, std::errc::filename_too_long},
};

// Far below INFINITE, and below what some calls take for a negative number.
constexpr std::chrono::milliseconds longest_wait{0x3fff'ffff};

}  // namespace

error windows_error(std::string_view operation, DWORD code, std::string reason) {
  error made = native_error(operation, static_cast<int>(code), std::move(reason));
  const auto known = std::ranges::find(meanings, code, &meaning::code);
  if (known == meanings.end() || made.code == known->condition) return made;
  made.reason += (made.reason.empty() ? "" : "; ") + made.code.message() + ", error " + std::to_string(code);
  made.code = std::make_error_code(known->condition);
  return made;
}

error last_error(std::string_view operation, std::string reason) {
  return windows_error(operation, GetLastError(), std::move(reason));
}

error not_open(std::string_view operation) {
  return {operation, std::make_error_code(std::errc::bad_file_descriptor), "this is no handle"};
}

DWORD milliseconds_left(const deadline& until) {
  const auto left = time_left(until);
  if (!left) return INFINITE;
  return static_cast<DWORD>(std::min(std::chrono::ceil<std::chrono::milliseconds>(*left), longest_wait).count());
}

result<DWORD> wait_for_object(HANDLE waited, const deadline& until) {
  while (true) {
    const DWORD answer = WaitForSingleObject(waited, milliseconds_left(until));
    if (answer == WAIT_FAILED) return last_error("WaitForSingleObject");
    if (answer != WAIT_TIMEOUT || passed(until)) return answer;
  }
}

result<> keep_from_inheritance(native_handle native) {
  if (!may_be_open(native)) return not_open("SetHandleInformation");
  if (!SetHandleInformation(to_handle(native), HANDLE_FLAG_INHERIT, 0)) return last_error("SetHandleInformation");
  return {};
}

}  // namespace multiprocessing::platform
