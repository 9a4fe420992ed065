// SPDX-License-Identifier: BSL-1.0
// No fork server: there is no fork.
#include "platform/fork_server.hpp"

namespace multiprocessing::platform {
namespace {

error no_server() {
  return unsupported_error("start_fork_server", "Windows has no call that duplicates a process, so none can serve");
}

}  // namespace

result<std::unique_ptr<fork_server>> start_fork_server(launch_request) { return no_server(); }

result<std::optional<forked_task>> serve_forks(native_handle) { return no_server(); }

result<> fork_server_supported() { return no_server(); }

}  // namespace multiprocessing::platform
