// SPDX-License-Identifier: BSL-1.0
// No source of unpredictable bytes.
#include "platform/random.hpp"

#include "stub/absent.hpp"

namespace multiprocessing::platform {

result<> random_bytes(std::span<std::byte>) { return absent("random_bytes"); }

}  // namespace multiprocessing::platform
