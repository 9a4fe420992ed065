// SPDX-License-Identifier: BSL-1.0
// How a parent sees that a child has ended, as a handle that other handles can be waited for with.
#pragma once

#include <memory>
#include <span>

#include "platform/handle.hpp"
#include "platform/strategy.hpp"

namespace multiprocessing::platform {

using process_id = std::int64_t;

/// Made before the child is, armed when its id is known.
class exit_watcher {
 public:
  virtual ~exit_watcher() = default;
  /// What the child must inherit and keep open until it ends, or invalid_handle.
  [[nodiscard]] virtual native_handle child_side() const noexcept { return invalid_handle; }
  /// In the parent, once the child exists and before it is reaped.
  virtual result<> arm(process_id child) = 0;
  /// Becomes ready when the child ends, and stays ready. Valid once armed.
  [[nodiscard]] virtual native_handle sentinel() const noexcept = 0;
};

struct child_exit_strategy : strategy {
  result<std::unique_ptr<exit_watcher>> (*make)();
};

/// What this build has, in the order of preference of the target.
[[nodiscard]] std::span<const child_exit_strategy* const> child_exit_strategies();

result<std::unique_ptr<exit_watcher>> make_exit_watcher();

}  // namespace multiprocessing::platform
