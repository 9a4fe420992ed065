// SPDX-License-Identifier: BSL-1.0
// What fork means for lock files.
#pragma once

namespace multiprocessing::platform {

/// In a forked child, before anything else runs there: it opens for itself what its parent had open, while the names are
/// still there. They go with the processes that made the locks.
void reopen_lock_files();

}  // namespace multiprocessing::platform
