// SPDX-License-Identifier: BSL-1.0
// No way to give a handle away.
#include "platform/handle_passing.hpp"

#include "stub/absent.hpp"

namespace multiprocessing::platform {

result<> send_handles(native_handle, std::span<const native_handle>) { return absent("send_handles"); }

result<std::vector<handle>> receive_handles(native_handle) { return absent("receive_handles"); }

}  // namespace multiprocessing::platform
