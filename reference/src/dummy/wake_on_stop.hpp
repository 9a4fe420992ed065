// SPDX-License-Identifier: BSL-1.0
// Waking who waits in a monitor when somebody asks to stop.
#pragma once

#include "multiprocessing/dummy/monitor.hpp"
#include "on_stop.hpp"

namespace multiprocessing::dummy::detail {

/// Made before the visit whose wait asks `stop.stop_requested()`, and gone after it: a request takes the monitor, so
/// that it comes before the wait or wakes it, and not in between.
inline auto wake_on_stop(Monitor& monitor, const StopToken& stop) {
  return multiprocessing::detail::OnStop(stop, [&monitor] {
    const Monitor::Guard guard(monitor);
    monitor.notify_all();
  });
}

}  // namespace multiprocessing::dummy::detail
