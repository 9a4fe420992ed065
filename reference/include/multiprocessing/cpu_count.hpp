// SPDX-License-Identifier: BSL-1.0
// How many processors there are, and how many of them are for this process.
#pragma once

namespace multiprocessing {

/// How many processors the system has in operation. Throws UnsupportedError if it does not tell.
///
/// Promises PROCESS-CPU-COUNT
[[nodiscard]] unsigned cpu_count();
/// How many of them this process may use: its mask, and on Linux what its control group gives it, rounded up.
///
/// Promises PROCESS-CPU-COUNT
/// Differs  Python's os.process_cpu_count does not look at control groups.
[[nodiscard]] unsigned usable_cpu_count();

}  // namespace multiprocessing
