// SPDX-License-Identifier: BSL-1.0
// No fork server.
#include "platform/fork_server.hpp"

#include "stub/absent.hpp"

namespace multiprocessing::platform {

result<std::unique_ptr<fork_server>> start_fork_server(launch_request) { return absent("start_fork_server"); }

result<std::optional<forked_task>> serve_forks(native_handle) { return absent("serve_forks"); }

result<> fork_server_supported() { return absent("start_fork_server"); }

}  // namespace multiprocessing::platform
