// SPDX-License-Identifier: BSL-1.0
// Seeing a child end by a descriptor of the process itself (Linux 5.3).
#include <sys/syscall.h>
#include <unistd.h>
#include <cerrno>

#include "common/fault.hpp"
#include "common/probe.hpp"
#include "platform/child_exit.hpp"
#include "platform/wait.hpp"

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434  // the same on every architecture; older headers lack it
#endif

namespace multiprocessing::platform {
namespace {

result<handle> open_process(process_id id) {
  if (auto fault = fault_at("pidfd_open")) return *fault;
  const long opened = ::syscall(SYS_pidfd_open, static_cast<pid_t>(id), 0);  // close-on-exec from the start
  if (opened < 0) return native_error("pidfd_open", errno);
  return handle(opened);
}

class pidfd_watcher final : public exit_watcher {
 public:
  result<> arm(process_id child) override {
    auto opened = open_process(child);
    if (!opened) return opened.error();
    process_ = *std::move(opened);
    keep_from_children(process_.native());
    return {};
  }
  [[nodiscard]] native_handle sentinel() const noexcept override { return process_.native(); }

 private:
  handle process_;
};

result<std::unique_ptr<exit_watcher>> make() { return {std::make_unique<pidfd_watcher>()}; }

evidence probe() {
  const auto own = open_process(::getpid());
  if (!own) return seen_failing(own.error());
  const native_handle waited = own->native();
  const auto ready = wait_any({&waited, 1}, deadline_after(std::chrono::nanoseconds(0)));
  if (!ready) return seen_failing(ready.error());
  if (!ready->empty()) return seen_misbehaving("poll(pidfd)", "says that a process has ended that runs");
  return seen_working("pidfd_open(getpid(), 0), poll");
}

}  // namespace

extern const child_exit_strategy pidfd_child_exit;
const child_exit_strategy pidfd_child_exit{{"pidfd", probe}, make};

}  // namespace multiprocessing::platform
