// SPDX-License-Identifier: BSL-1.0
// No shared memory to map.
#include "platform/shared_memory.hpp"

#include "stub/absent.hpp"

namespace multiprocessing::platform {

void shared_memory::unmap() noexcept { bytes_ = {}; }

result<shared_memory> map_shared_memory(handle, std::size_t) { return absent("map_shared_memory"); }

}  // namespace multiprocessing::platform
