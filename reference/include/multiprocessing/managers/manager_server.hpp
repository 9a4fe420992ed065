// SPDX-License-Identifier: BSL-1.0
// ManagerServer: the server of a manager, in this process.
#pragma once

#include <memory>

#include "multiprocessing/address.hpp"

namespace multiprocessing {

namespace detail {
class Server;
}

/// Copies name the same server.
///
/// Promises MANAGER-SERVE-FOREVER
/// Source   CPython 3.14 docs, library/multiprocessing, BaseManager.get_server
class ManagerServer {
 public:
  /// For BaseManager::get_server.
  explicit ManagerServer(std::shared_ptr<detail::Server> server) noexcept : server_(std::move(server)) {}

  /// Where it listens.
  [[nodiscard]] Address address() const;
  /// Serves until stop() is called.
  void serve_forever();
  /// From any thread.
  void stop();

 private:
  std::shared_ptr<detail::Server> server_;
};

}  // namespace multiprocessing
