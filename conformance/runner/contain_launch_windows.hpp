// SPDX-License-Identifier: BSL-1.0
// Starting one program in isolation on Windows: in a job object that everything it starts belongs to.
#pragma once

#include <windows.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contain.hpp"

namespace procport::runner {

struct CloseHandleOf {
  using pointer = HANDLE;
  void operator()(HANDLE handle) const { CloseHandle(handle); }
};
using OwnedHandle = std::unique_ptr<HANDLE, CloseHandleOf>;

struct LaunchedInJob {
  OwnedHandle job, process, out, err;  // of the outputs the read ends, for overlapped reads
  DWORD pid = 0;
  std::string error;  // not empty: nothing was started
};

/// The named objects whose names hold the token; nothing where the system does not list them.
[[nodiscard]] std::optional<std::vector<ResidueItem>> named_objects(const std::string& token);
[[nodiscard]] LaunchedInJob launch_in_job(const Launch& launch);
/// "STATUS_ACCESS_VIOLATION" and the like for the exit code that an unhandled exception gives; empty for any other
/// code.
[[nodiscard]] std::string crash_name(DWORD exit_code);
/// "CALL: error 5 (Access is denied)", of the last error of this thread.
[[nodiscard]] std::string last_error(const char* call);
[[nodiscard]] std::string to_utf8(const wchar_t* text);

}  // namespace procport::runner
