// SPDX-License-Identifier: BSL-1.0
// What takes away the names of objects that killed processes leave in the system.
//
// The processes of a tree share a table of the names that they have made, and a pipe that nobody writes to. The tracker
// is a process of its own, this program launched once more, and no process's child. It waits for the end of that pipe,
// which comes when the last process of the tree has ended in whatever way, and takes away what is in the table still.
// It is launched when the first name is entered, so that a program whose objects have no names has none.
//
// Where names go with their last user (Windows) there is nothing to track, and all of this does nothing.
#pragma once

#include <optional>
#include <vector>

#include "platform/process.hpp"

namespace multiprocessing::platform {

/// Begins a tree, unless this process belongs to one. Forked children belong to that of their parent; others must join.
/// Names that are made before this are tracked, too: their making begins a tree.
result<> begin_name_tree();

/// What a process of the same tree must inherit or be handed. Empty if this process belongs to none.
[[nodiscard]] std::vector<native_handle> name_tree_handles();
/// Joins the tree that the handles came from, in the same order; what this process makes from now on is entered there.
result<> join_name_tree(std::vector<handle> handles);

/// Launches the tracker of this process's tree if none runs: one that was killed is replaced. Names are made all the
/// same where that fails, and are as lasting as they would be without.
result<> run_name_tracker();
/// Nothing where none runs.
[[nodiscard]] std::optional<process_id> name_tracker();

}  // namespace multiprocessing::platform
