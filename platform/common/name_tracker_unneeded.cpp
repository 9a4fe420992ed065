// SPDX-License-Identifier: BSL-1.0
// A system that keeps no name longer than somebody uses what it names, or has no names at all.
#include "platform/name_tracker.hpp"

namespace multiprocessing::platform {

result<> begin_name_tree() { return {}; }

std::vector<native_handle> name_tree_handles() { return {}; }

result<> join_name_tree(std::vector<handle>) { return {}; }

result<> run_name_tracker() { return {}; }

std::optional<process_id> name_tracker() { return std::nullopt; }

}  // namespace multiprocessing::platform
