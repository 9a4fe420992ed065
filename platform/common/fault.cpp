// SPDX-License-Identifier: BSL-1.0
// The fault hook.
#include "common/fault.hpp"

#include <atomic>

namespace multiprocessing::platform {
namespace {

std::atomic<fault_hook> current{nullptr};

}  // namespace

void set_fault_hook(fault_hook hook) noexcept { current = hook; }

std::optional<error> fault_at(std::string_view call) {
  const fault_hook hook = current.load(std::memory_order_relaxed);
  if (hook == nullptr) return std::nullopt;
  const std::optional<int> code = hook(call);
  if (!code) return std::nullopt;
  return native_error(call, *code);
}

}  // namespace multiprocessing::platform
