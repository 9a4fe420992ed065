// SPDX-License-Identifier: BSL-1.0
// What a process leaves in the system beside its handles.
#pragma once

#include <string>
#include <vector>

namespace contract {

/// From now on the names that this process makes can be told from those of others.
void mark_own_names();

/// Children, and the names of files, sockets and objects that this process has made; as far as the system shows them.
[[nodiscard]] std::vector<std::string> left_behind();

}  // namespace contract
