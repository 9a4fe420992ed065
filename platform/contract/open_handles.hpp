// SPDX-License-Identifier: BSL-1.0
// Which handles a process has open, found out by trying: no system has a portable list.
#pragma once

#include <vector>

#include "platform/handle.hpp"

namespace contract {

using multiprocessing::platform::native_handle;

[[nodiscard]] bool is_open(native_handle native);

/// The standard streams apart, and up to a number that tests do not reach. On Windows, where handles go up in steps of
/// four, objects that cannot be duplicated are left out.
[[nodiscard]] std::vector<native_handle> open_handles();

}  // namespace contract
