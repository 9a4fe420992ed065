// SPDX-License-Identifier: BSL-1.0
// Cases that leave something behind on Windows, or try to leave the job that the runner keeps them in.
//
// There is no fork, so what stays behind is this program again, started with --helper and a role.
#include <windows.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "selftest.hpp"

namespace selftest {
namespace {

std::wstring object_name(const wchar_t* suffix) {
  const char* token = std::getenv("MULTIPROCESSING_TOKEN");
  const std::string text = token == nullptr ? "none" : token;
  return L"mp-" + std::wstring(text.begin(), text.end()) + L"-" + suffix;
}

[[noreturn]] void wait_for_ever() {
  while (true) Sleep(INFINITE);
}

int could_not(Record& record, const char* call) {
  const auto code = static_cast<int>(GetLastError());
  return record.end("broken", std::string(call) + ": " + std::system_category().message(code));
}

struct Surroundings {
  DWORD flags = 0;
  void* environment = nullptr;
  const wchar_t* folder = nullptr;
};

bool start_helper(const std::wstring& role, const Surroundings& where = {}) {
  std::array<wchar_t, 32'768> self{};
  GetModuleFileNameW(nullptr, self.data(), static_cast<DWORD>(self.size()));
  auto line = L"selftest-host --helper " + role;
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION process{};
  if (CreateProcessW(self.data(), line.data(), nullptr, nullptr, FALSE, where.flags | CREATE_UNICODE_ENVIRONMENT,
                     where.environment, where.folder, &startup, &process) == FALSE) {
    return false;
  }
  CloseHandle(process.hThread);
  CloseHandle(process.hProcess);
  return true;
}

HANDLE ready_event() { return CreateEventW(nullptr, TRUE, FALSE, object_name(L"ready").c_str()); }

/// Starts a helper and waits until the last one that it starts says that it is where it wants to be.
bool start_and_settle(const std::wstring& role) {
  const HANDLE ready = ready_event();
  return ready != nullptr && start_helper(role) && WaitForSingleObject(ready, INFINITE) == WAIT_OBJECT_0;
}

int leak_process(Record& record) {
  return start_and_settle(L"wait") ? record.end("pass") : could_not(record, "CreateProcess");
}

/// Without console, and out of the job if it is let.
int leak_daemon(Record& record) {
  constexpr DWORD apart = DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP;
  if (start_helper(L"wait", {.flags = apart | CREATE_BREAKAWAY_FROM_JOB})) return record.end("pass");
  return start_helper(L"wait", {.flags = apart}) ? record.end("pass") : could_not(record, "CreateProcess");
}

/// As above, with neither environment nor current directory that could tell where it came from.
int leak_stranger(Record& record) {
  std::array<wchar_t, 2> none{};
  const bool done = start_helper(L"wait", {DETACHED_PROCESS, none.data(), L"C:\\"});
  return done ? record.end("pass") : could_not(record, "CreateProcess");
}

int leak_family(Record& record) {
  return start_and_settle(L"grandparent") ? record.end("pass") : could_not(record, "CreateProcess");
}

int leak_and_crash(Record& record) {
  if (!start_and_settle(L"wait")) return could_not(record, "CreateProcess");
  std::abort();
}

int hang_with_children(Record& record) {
  if (!start_and_settle(L"wait")) return could_not(record, "CreateProcess");
  record.step("the child is there");
  wait_for_ever();
}

/// A child that ends by itself soon after its parent: no residue.
int helper_that_follows(Record& record) {
  const auto role = L"follow " + std::to_wstring(GetCurrentProcessId());
  return start_and_settle(role) ? record.end("pass") : could_not(record, "CreateProcess");
}

/// Nothing of the kind can be left: an object goes with its last handle, and handles go with their process.
int leak_semaphore(Record& record) {
  const auto name = object_name(L"sem");
  const HANDLE semaphore = CreateSemaphoreW(nullptr, 1, 1, name.c_str());
  if (semaphore == nullptr) return could_not(record, "CreateSemaphore");
  CloseHandle(semaphore);
  if (OpenSemaphoreW(SEMAPHORE_ALL_ACCESS, FALSE, name.c_str()) != nullptr) return record.end("pass");
  return record.end("unsupported", "a named semaphore ends with its last handle (OpenSemaphore found none)");
}

int leak_file(Record& record) {
  std::filesystem::create_directory("folder");
  std::ofstream("folder/left.txt") << "left";
  return record.end("pass");
}

int read_only_file(Record& record) {
  std::ofstream("kept.txt") << "left";
  return SetFileAttributesW(L"kept.txt", FILE_ATTRIBUTE_READONLY) != FALSE ? record.end("pass")
                                                                           : could_not(record, "SetFileAttributes");
}

/// The part of the isolation contract that only the system's own calls can see.
int session(Record& record) {
  BOOL in_job = FALSE;
  const bool right = IsProcessInJob(GetCurrentProcess(), nullptr, &in_job) != FALSE && in_job != FALSE;
  if (!right) record.failure("this process is in no job");
  return record.end(right ? "pass" : "fail");
}

constexpr Case table[] = {
    {"canary.leak-process", "Leaves a process", leak_process},
    {"canary.leak-semaphore", "Leaves a named semaphore, if the system lets it", leak_semaphore},
    {"pass.session", "Is in a job", session},
    {"pass.helper-follows", "Has a helper that ends when it sees its parent's end", helper_that_follows},
    {"leak.process", "Leaves a process", leak_process},
    {"leak.daemon", "Leaves a detached process that tried to leave the job", leak_daemon},
    {"leak.stranger", "Leaves a detached process without environment", leak_stranger},
    {"leak.family", "Leaves three generations of processes", leak_family},
    {"leak.and-crash", "Leaves a process and dies by abort()", leak_and_crash},
    {"leak.file", "Leaves a file in a folder", leak_file},
    {"leak.read-only-file", "Leaves a file that may not be written", read_only_file},
    {"hang.with-children", "Never ends, nor does its child", hang_with_children, 2'000},
};

}  // namespace

std::span<const Case> leaking_cases() { return table; }

int help(const std::vector<std::string>& role) {
  if (role.front() == "grandparent" || role.front() == "parent") {
    if (!start_helper(role.front() == "parent" ? L"wait" : L"parent")) return 1;
    wait_for_ever();
  }
  HANDLE followed = nullptr;
  if (role.front() == "follow" && role.size() == 2) {
    followed = OpenProcess(SYNCHRONIZE, FALSE, static_cast<DWORD>(std::stoul(role[1])));
  }
  SetEvent(ready_event());
  if (followed == nullptr) wait_for_ever();
  WaitForSingleObject(followed, INFINITE);
  return 0;
}

}  // namespace selftest
