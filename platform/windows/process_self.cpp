// SPDX-License-Identifier: BSL-1.0
// This process: its number, its program and arguments, and its end. It cannot be duplicated.
#include <fcntl.h>
#include <io.h>
#include <cstdio>
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

bool fork_trusted() { return false; }

// Both the library's descriptor 0 and the handle of the system: children look at the second.
result<> ignore_standard_input() {
  const int nothing = _open("NUL", _O_RDONLY | _O_NOINHERIT);
  if (nothing < 0) return native_error("_open(NUL)", ERROR_FILE_NOT_FOUND);
  const bool placed = _dup2(nothing, 0) == 0;
  _close(nothing);
  if (!placed) return native_error("_dup2", ERROR_INVALID_HANDLE);
  std::fflush(stdin);
  if (!SetStdHandle(STD_INPUT_HANDLE, reinterpret_cast<HANDLE>(_get_osfhandle(0)))) return last_error("SetStdHandle");
  return {};
}

// The two that this layer ends processes with; everything else that ends one has another code.
std::string signal_name(int number) { return number == 15 ? "SIGTERM" : number == 9 ? "SIGKILL" : ""; }

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
