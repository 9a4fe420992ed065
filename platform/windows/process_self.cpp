// SPDX-License-Identifier: BSL-1.0
// This process: its number, its program and arguments, and its end. It cannot be duplicated.
#include <cstdlib>

#include "platform/process.hpp"
#include "windows/command_line.hpp"
#include "windows/system.hpp"
#include "windows/text.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::size_t longest_path = 32'768;  // with \\?\ in front (Maximum Path Length Limitation)

error no_fork() {
  return unsupported_error("fork_process", "Windows has no call that duplicates a process; one can only be launched");
}

}  // namespace

result<fork_result> fork_process(const std::vector<native_handle>&) { return no_fork(); }

result<> fork_supported() { return no_fork(); }

process_id current_process_id() { return GetCurrentProcessId(); }

// What main is given went through the code page of the user, and through the expansion of wildcards with some
// libraries; the command line is what the launcher wrote.
std::vector<std::string> program_arguments(int, char**) {
  std::vector<std::string> arguments;
  for (const std::wstring& each : split_arguments(GetCommandLineW())) arguments.push_back(to_utf8(each));
  return arguments;
}

result<std::string> executable_path() {
  std::wstring path(MAX_PATH, L'\0');
  while (true) {
    const DWORD length = GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
    if (length == 0) return last_error("GetModuleFileNameW");
    if (length < path.size()) {
      path.resize(length);
      return to_utf8(path);
    }
    if (path.size() >= longest_path) return windows_error("GetModuleFileNameW", ERROR_FILENAME_EXCED_RANGE);
    path.resize(path.size() * 4);
  }
}

// ExitProcess would end the other threads first, and then run the clean-up of every DLL, which waits for ever for a
// lock that one of them held (Raymond Chen, "Quick overview of how processes exit on Windows XP").
void exit_process(int code) {
  TerminateProcess(GetCurrentProcess(), static_cast<UINT>(code));
  std::_Exit(code);  // not reached: the call above does not come back for one's own process
}

}  // namespace multiprocessing::platform
