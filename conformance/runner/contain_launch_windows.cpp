// SPDX-License-Identifier: BSL-1.0
// Starts a program suspended, puts it into a job of its own, and lets it run.
#include "contain_launch_windows.hpp"

#include <algorithm>
#include <array>
#include <cwctype>
#include <map>
#include <system_error>
#include <utility>
#include <vector>

#include "text.hpp"

namespace procport::runner {
namespace {

std::wstring to_wide(const std::string& text) {
  const auto size = static_cast<int>(text.size());
  std::wstring out(static_cast<std::size_t>(MultiByteToWideChar(CP_UTF8, 0, text.data(), size, nullptr, 0)), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, text.data(), size, out.data(), static_cast<int>(out.size()));
  return out;
}

/// One argument, so that CommandLineToArgvW and the C library's start-up code read it back ("Parsing C++ command-line
/// arguments", Microsoft Learn): backslashes count double only in front of a quotation mark.
std::wstring quoted(const std::wstring& argument) {
  if (!argument.empty() && argument.find_first_of(L" \t\n\v\"") == std::wstring::npos) return argument;
  std::wstring out = L"\"";
  std::size_t backslashes = 0;
  for (const wchar_t character : argument) {
    if (character == L'"') out.append(backslashes + 1, L'\\');
    backslashes = character == L'\\' ? backslashes + 1 : 0;
    out += character;
  }
  out.append(backslashes, L'\\');
  return out + L"\"";
}

struct WithoutCase {
  bool operator()(const std::wstring& a, const std::wstring& b) const {
    return CompareStringOrdinal(a.c_str(), -1, b.c_str(), -1, TRUE) == CSTR_LESS_THAN;
  }
};

/// The caller's environment without what would make two runs differ, and with what the contract promises; sorted
/// without regard to case, as CreateProcess wants it.
std::wstring environment_for(const Launch& launch) {
  std::map<std::wstring, std::wstring, WithoutCase> variables;
  wchar_t* const block = GetEnvironmentStringsW();
  for (const wchar_t* entry = block; *entry != L'\0'; entry += std::wcslen(entry) + 1) {
    const std::wstring text = entry;
    // The names of the current folders of each drive begin with an equals sign.
    const auto equals = text.find(L'=', 1);
    const auto name = text.substr(0, equals);
    if (!name.starts_with(L"LC_") && equals != std::wstring::npos) variables[name] = text.substr(equals + 1);
  }
  FreeEnvironmentStringsW(block);
  for (const auto* dropped : {L"LANG", L"LANGUAGE", L"PWD"}) variables.erase(dropped);
  for (const auto& [name, value] : launch.environment) variables[to_wide(name)] = to_wide(value);
  const auto folder = launch.work.wstring();
  for (const auto* name : {L"HOME", L"TMP", L"TEMP", L"TMPDIR"}) variables[name] = folder;
  variables[L"TZ"] = L"UTC";
  variables[L"LC_ALL"] = L"C.UTF-8";
  variables[L"MULTIPROCESSING_TOKEN"] = to_wide(launch.token);
  std::wstring out;
  for (const auto& [name, value] : variables) out += name + L"=" + value + L'\0';
  return out + L'\0';
}

SECURITY_ATTRIBUTES* inheritable() {
  static SECURITY_ATTRIBUTES attributes{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
  return &attributes;
}

/// Anonymous pipes cannot be read with a time limit, so this is a named one that only the two ends ever hold.
bool make_pipe(OwnedHandle& read_end, OwnedHandle& write_end) {
  const auto name =
      L"\\\\.\\pipe\\procport-" + std::to_wstring(GetCurrentProcessId()) + L"-" + to_wide(random_word(16));
  const HANDLE reader =
      CreateNamedPipeW(name.c_str(), PIPE_ACCESS_INBOUND | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
                       PIPE_TYPE_BYTE | PIPE_REJECT_REMOTE_CLIENTS, 1, 64 * 1024, 64 * 1024, 0, nullptr);
  if (reader == INVALID_HANDLE_VALUE) return false;
  read_end.reset(reader);
  const HANDLE writer = CreateFileW(name.c_str(), GENERIC_WRITE | FILE_READ_ATTRIBUTES, 0, inheritable(), OPEN_EXISTING,
                                    FILE_ATTRIBUTE_NORMAL, nullptr);
  if (writer == INVALID_HANDLE_VALUE) return false;
  write_end.reset(writer);
  return true;
}

/// Nothing may leave the job, and all of it dies with the last handle to it: with this program at the latest.
OwnedHandle make_job() {
  OwnedHandle job(CreateJobObjectW(nullptr, nullptr));
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  limits.BasicLimitInformation.LimitFlags =
      JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
  if (job && SetInformationJobObject(job.get(), JobObjectExtendedLimitInformation, &limits, sizeof limits) == FALSE) {
    job.reset();
  }
  return job;
}

/// Only these handles are inherited, whatever else is inheritable in this process.
class HandleList {
 public:
  explicit HandleList(std::vector<HANDLE> handles) : handles_(std::move(handles)) {
    SIZE_T size = 0;
    InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
    memory_.resize(size);
    if (InitializeProcThreadAttributeList(get(), 1, 0, &size) == FALSE) return;
    made_ = true;
    ok_ = UpdateProcThreadAttribute(get(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles_.data(),
                                    handles_.size() * sizeof(HANDLE), nullptr, nullptr) != FALSE;
  }
  ~HandleList() {
    if (made_) DeleteProcThreadAttributeList(get());
  }
  HandleList(const HandleList&) = delete;
  HandleList& operator=(const HandleList&) = delete;
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] LPPROC_THREAD_ATTRIBUTE_LIST get() {
    return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory_.data());
  }

 private:
  std::vector<HANDLE> handles_;
  std::vector<char> memory_;
  bool made_ = false, ok_ = false;
};

LaunchedInJob refused(std::string why) {
  LaunchedInJob out;
  out.error = std::move(why);
  return out;
}

}  // namespace

LaunchedInJob launch_in_job(const Launch& launch) {
  LaunchedInJob out;
  out.job = make_job();
  if (!out.job) return refused(last_error("CreateJobObject"));
  OwnedHandle out_write, err_write;
  if (!make_pipe(out.out, out_write) || !make_pipe(out.err, err_write)) return refused(last_error("CreateNamedPipe"));
  const HANDLE null = CreateFileW(L"NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, inheritable(),
                                  OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (null == INVALID_HANDLE_VALUE) return refused(last_error("CreateFile NUL"));
  const OwnedHandle input(null);

  HandleList list({input.get(), out_write.get(), err_write.get()});
  if (!list.ok()) return refused(last_error("UpdateProcThreadAttribute"));
  STARTUPINFOEXW startup{};
  startup.StartupInfo.cb = sizeof startup;
  startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  startup.StartupInfo.hStdInput = input.get();
  startup.StartupInfo.hStdOutput = out_write.get();
  startup.StartupInfo.hStdError = err_write.get();
  startup.lpAttributeList = list.get();

  const auto program = to_wide(launch.command.front());
  std::wstring line;
  for (const auto& argument : launch.command) line += (line.empty() ? L"" : L" ") + quoted(to_wide(argument));
  auto environment = environment_for(launch);
  PROCESS_INFORMATION process{};
  // A group of its own, so that Ctrl-C reaches the runner alone.
  constexpr DWORD flags =
      CREATE_SUSPENDED | CREATE_NEW_PROCESS_GROUP | CREATE_UNICODE_ENVIRONMENT | EXTENDED_STARTUPINFO_PRESENT;
  // Wine 8.0 says ERROR_INTERNAL_ERROR once in some thousand starts, and has started nothing then.
  int attempts_left = 3;
  while (CreateProcessW(program.c_str(), line.data(), nullptr, nullptr, TRUE, flags, environment.data(),
                        launch.work.c_str(), &startup.StartupInfo, &process) == FALSE) {
    if (GetLastError() != ERROR_INTERNAL_ERROR || --attempts_left == 0) {
      return refused(launch.command.front() + ": " + last_error("CreateProcess"));
    }
  }
  out.process.reset(process.hProcess);
  out.pid = process.dwProcessId;
  const OwnedHandle thread(process.hThread);
  if (AssignProcessToJobObject(out.job.get(), process.hProcess) == FALSE) {
    auto why = last_error("AssignProcessToJobObject");
    TerminateProcess(process.hProcess, 1);
    return refused(std::move(why));
  }
  if (ResumeThread(process.hThread) == static_cast<DWORD>(-1)) return refused(last_error("ResumeThread"));
  return out;
}

std::string crash_name(DWORD exit_code) {
  // NTSTATUS values of severity "error" (MS-ERREF, 2.3); a program that exits with one by itself cannot be told apart.
  static constexpr std::pair<DWORD, const char*> names[]{
      {0xC0000005, "STATUS_ACCESS_VIOLATION"},       {0xC0000006, "STATUS_IN_PAGE_ERROR"},
      {0xC0000008, "STATUS_INVALID_HANDLE"},         {0xC000001D, "STATUS_ILLEGAL_INSTRUCTION"},
      {0xC0000094, "STATUS_INTEGER_DIVIDE_BY_ZERO"}, {0xC0000096, "STATUS_PRIVILEGED_INSTRUCTION"},
      {0xC00000FD, "STATUS_STACK_OVERFLOW"},         {0xC0000135, "STATUS_DLL_NOT_FOUND"},
      {0xC000013A, "STATUS_CONTROL_C_EXIT"},         {0xC0000142, "STATUS_DLL_INIT_FAILED"},
      {0xC0000374, "STATUS_HEAP_CORRUPTION"},        {0xC0000409, "STATUS_STACK_BUFFER_OVERRUN"},
      {0xC0000420, "STATUS_ASSERTION_FAILURE"}};
  for (const auto& [value, name] : names) {
    if (value == exit_code) return name;
  }
  // What is left of this range: 0xFFFFFFFF and its neighbours are negative exit codes, not exceptions.
  return (exit_code >> 16) == 0xC000 ? "an exception" : "";
}

std::string last_error(const char* call) {
  const auto code = GetLastError();
  auto text = std::system_category().message(static_cast<int>(code));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == '.')) text.pop_back();
  return std::string(call) + ": error " + std::to_string(code) + " (" + text + ")";
}

std::string to_utf8(const wchar_t* text) {
  std::string out(static_cast<std::size_t>(WideCharToMultiByte(CP_UTF8, 0, text, -1, nullptr, 0, nullptr, nullptr)),
                  '\0');
  WideCharToMultiByte(CP_UTF8, 0, text, -1, out.data(), static_cast<int>(out.size()), nullptr, nullptr);
  if (!out.empty()) out.pop_back();  // the terminating null
  return out;
}

}  // namespace procport::runner
