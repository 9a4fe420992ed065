// SPDX-License-Identifier: BSL-1.0
// A process that forks on request: children that begin as a copy of a small, single-threaded process instead of this one.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "platform/process.hpp"

namespace multiprocessing::platform {

/// The side that asks. Safe from several threads; a forked child of the asking process must not use it.
class fork_server {
 public:
  virtual ~fork_server() = default;  // the server ends with its last asker; its children go on
  /// Asks for no more, waits for the server's end, reaps it and returns its exit code. It stays until every child has
  /// ended that somebody still holds a child_process of, since it tells their exit codes. Fails in any process but the
  /// one that started it, and once it has been called.
  virtual result<int> stop() = 0;
  /// A child of the server that runs what the server's program does with a forked_task of these bytes and handles.
  /// Its exit code comes by way of the server; 255 if the server ended before it could tell. broken_pipe if the server
  /// ended before it forked; connection_aborted if it ended when it may have forked.
  virtual result<std::unique_ptr<child_process>> fork(std::span<const std::byte> message,
                                                      const std::vector<native_handle>& handed) = 0;
  /// The server itself, to be watched and signalled. Whoever kills it gets another one for what comes next.
  [[nodiscard]] virtual child_process& process() noexcept = 0;
};

/// Launches `image`, which must call serve_forks with the number that follows its arguments as one more argument.
result<std::unique_ptr<fork_server>> start_fork_server(launch_request image);

/// What a child of the server has been given.
struct forked_task {
  std::vector<std::byte> message;
  std::vector<handle> handed;  // in the order in which they were given
};

/// In the server's program: forks for whoever holds the other side of `control`, and returns in each child with its
/// task, and in the server, with nothing, when the last asker has ended.
result<std::optional<forked_task>> serve_forks(native_handle control);

/// Whether a fork server can work at all, and if not, why.
result<> fork_server_supported();

}  // namespace multiprocessing::platform
