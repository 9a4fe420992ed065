// SPDX-License-Identifier: BSL-1.0
// Seeing a child end by a handle to the process itself, which Windows can wait for.
#include "common/fault.hpp"
#include "common/probe.hpp"
#include "platform/child_exit.hpp"
#include "windows/system.hpp"

namespace multiprocessing::platform {
namespace {

class handle_watcher final : public exit_watcher {
 public:
  /// The number still means the child: its launcher holds the handle that CreateProcess gave.
  result<> arm(process_id child) override {
    if (auto fault = fault_at("OpenProcess")) return *fault;
    process_ = own(OpenProcess(SYNCHRONIZE, FALSE, static_cast<DWORD>(child)));
    if (!process_) return last_error("OpenProcess");
    return {};
  }
  [[nodiscard]] native_handle sentinel() const noexcept override { return process_.native(); }

 private:
  handle process_;
};

result<std::unique_ptr<exit_watcher>> make() { return {std::make_unique<handle_watcher>()}; }

evidence probe() {
  handle_watcher tried;
  if (auto armed = tried.arm(GetCurrentProcessId()); !armed) return seen_failing(armed.error());
  const DWORD answer = WaitForSingleObject(to_handle(tried.sentinel()), 0);
  if (answer == WAIT_FAILED) return seen_failing(last_error("WaitForSingleObject"));
  if (answer != WAIT_TIMEOUT) return seen_misbehaving("WaitForSingleObject", "this process looks as if it had ended");
  return seen_working("OpenProcess, WaitForSingleObject");
}

}  // namespace

extern const child_exit_strategy win32_handle_child_exit;
const child_exit_strategy win32_handle_child_exit{{"win32-handle", probe}, make};

}  // namespace multiprocessing::platform
