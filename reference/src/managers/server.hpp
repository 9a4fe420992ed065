// SPDX-License-Identifier: BSL-1.0
// The server of a manager: a thread for each connection.
#pragma once

#include <atomic>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "multiprocessing/connection.hpp"
#include "multiprocessing/listener.hpp"
#include "multiprocessing/managers/registry.hpp"
#include "object_table.hpp"
#include "watch.hpp"

namespace multiprocessing::detail {

class Server : public std::enable_shared_from_this<Server> {
 public:
  Server(const Registry& registry, Listener listener, AuthenticationKey key);

  [[nodiscard]] Address address() const { return listener_.address(); }
  /// Serves until somebody asks it to stop, or `parent` ends. Then every connection is closed, also those whose calls
  /// wait for something.
  void serve(const std::optional<Process>& parent);
  /// From any thread.
  void stop();

 private:
  class Service;
  friend class Service;
  void accept_clients(const std::optional<Process>& parent);

  const std::map<std::string, std::shared_ptr<const TypeEntry>, std::less<>> types_;
  Listener listener_;
  AuthenticationKey key_;
  std::shared_ptr<ObjectTable> table_ = std::make_shared<ObjectTable>();
  Watch watch_;
  Connection stop_reader_;  // comes to its end when the server is to stop: every thread sees it
  std::mutex mutex_;        // guards what follows
  Connection stop_writer_;
  std::list<std::weak_ptr<Service>> services_;
};

}  // namespace multiprocessing::detail
