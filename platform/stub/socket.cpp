// SPDX-License-Identifier: BSL-1.0
// No sockets.
#include "platform/socket.hpp"

#include "stub/absent.hpp"

namespace multiprocessing::platform {

result<> keep_from_programs(native_handle) { return absent("keep_from_programs"); }

result<handle> adopt_socket(native_handle) { return absent("adopt_socket"); }

result<> prepare_to_listen(native_handle) { return absent("prepare_to_listen"); }

}  // namespace multiprocessing::platform
