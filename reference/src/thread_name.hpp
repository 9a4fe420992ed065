// SPDX-License-Identifier: BSL-1.0
// How a thread is called where people read it.
#pragma once

#include <string>

namespace multiprocessing::detail {

/// The name of this process; with `|Thread-` and a number behind it if this is not its first thread.
[[nodiscard]] std::string name_of_this_thread();
/// `<Event at 0x55d0c3a1b2c0` of an object that has no other name.
[[nodiscard]] std::string name_of_object(const char* type, const void* address);

}  // namespace multiprocessing::detail
