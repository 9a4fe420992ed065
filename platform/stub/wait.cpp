// SPDX-License-Identifier: BSL-1.0
// Nothing to wait for.
#include "platform/wait.hpp"

#include "stub/absent.hpp"

namespace multiprocessing::platform {

result<std::vector<std::size_t>> wait_any(std::span<const native_handle>, const deadline&) {
  return absent("wait_any");
}

}  // namespace multiprocessing::platform
