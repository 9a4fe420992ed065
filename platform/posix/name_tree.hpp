// SPDX-License-Identifier: BSL-1.0
// What the processes of a tree hold to be of it.
#pragma once

#include "common/peer.hpp"

namespace multiprocessing::platform {

struct name_table;

/// The table of this process's tree. Null if it belongs to none.
[[nodiscard]] name_table* tree_table();
/// True while this thread makes the table, whose own memory may have a name for a moment: that cannot be entered.
[[nodiscard]] bool making_name_tree();

/// What makes a launched program the tracker; empty unless this thread is launching one.
[[nodiscard]] launch_variable tracker_variable();

}  // namespace multiprocessing::platform
