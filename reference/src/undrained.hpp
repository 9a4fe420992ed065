// SPDX-License-Identifier: BSL-1.0
// A process that has finished and cannot end, because nobody reads what it has put: how its parent sees it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "multiprocessing/process.hpp"
#include "process_state.hpp"

namespace multiprocessing::detail {

/// Tells people.
void tell_undrained(const std::string& process, const std::vector<Flushing>& flushing);

/// As ProcessState::wait, and tells people if the child gets nowhere with what it has put.
std::optional<int> wait_and_tell(ProcessState& child, const platform::deadline& until);

}  // namespace multiprocessing::detail
