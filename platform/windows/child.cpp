// SPDX-License-Identifier: BSL-1.0
// Waiting for one child, and ending it.
#include "windows/child.hpp"

#include "common/fault.hpp"
#include "windows/system.hpp"

namespace multiprocessing::platform {
namespace {

// Windows has no signals that end a process from outside, and gives it the exit code that the caller names. These codes
// stand for them; CPython ends processes with 0x10000 for the same purpose (multiprocessing/popen_spawn_win32.py, 3.13).
constexpr DWORD ended_by_signal = 0x1'0000;
constexpr DWORD largest_signal = 64;
constexpr int sigterm = 15;
constexpr int sigkill = 9;

// How long the end of a process that refuses to be ended may take to show: it is on its way.
constexpr std::chrono::seconds dying{5};

/// A status of the system (an access violation is 0xC0000005) stays as it is, as a negative number.
int decoded(DWORD code) {
  if (code > ended_by_signal && code <= ended_by_signal + largest_signal) return -static_cast<int>(code - ended_by_signal);
  return static_cast<int>(code);
}

}  // namespace

result<> child::begin(process_id number, handle process) {
  number_ = number;
  process_ = std::move(process);
  auto armed = watcher_->arm(number);
  if (armed) return {};
  TerminateProcess(to_handle(process_.native()), ended_by_signal + sigkill);
  WaitForSingleObject(to_handle(process_.native()), INFINITE);
  return armed.error();
}

result<std::optional<int>> child::wait(const deadline& until) {
  // The exit code says nothing before the wait is over: 259 stands for "still running" and is a code like any other,
  // and a code may be there before the process has ended.
  const auto answer = wait_for_object(to_handle(process_.native()), until);
  if (!answer) return answer.error();
  if (*answer != WAIT_OBJECT_0) return std::optional<int>();
  DWORD code = 0;
  if (!GetExitCodeProcess(to_handle(process_.native()), &code)) return last_error("GetExitCodeProcess");
  return std::optional<int>(decoded(code));
}

result<> child::end_by(int signal) {
  if (auto fault = fault_at("TerminateProcess")) return *fault;
  if (TerminateProcess(to_handle(process_.native()), ended_by_signal + static_cast<DWORD>(signal))) return {};
  error refused = last_error("TerminateProcess");
  // One that has ended, or is about to, says ACCESS_DENIED.
  const auto ended = wait_for_object(to_handle(process_.native()), deadline_after(dying));
  if (ended && *ended == WAIT_OBJECT_0) return {};
  return refused;
}

result<> child::terminate() { return end_by(sigterm); }

result<> child::kill() { return end_by(sigkill); }

// GenerateConsoleCtrlEvent reaches whole process groups: a child would have to be started in one of its own, where Ctrl-C
// of the keyboard does not reach it any more.
result<> child::interrupt() {
  return unsupported_error("interrupt", "Windows has no signal that reaches one process; terminate() ends it");
}

}  // namespace multiprocessing::platform
