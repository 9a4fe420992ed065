// SPDX-License-Identifier: BSL-1.0
// Nobody tells how much memory a process takes.
#include "platform/memory_use.hpp"

#include "stub/absent.hpp"

namespace multiprocessing::platform {

result<std::uint64_t> memory_in_use() { return absent("memory_in_use"); }

}  // namespace multiprocessing::platform
