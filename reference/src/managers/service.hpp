// SPDX-License-Identifier: BSL-1.0
// One connection of a client, as the server serves it.
#pragma once

#include "message.hpp"
#include "server.hpp"

namespace multiprocessing::detail {

/// Its thread keeps it, and the server, alive.
class Server::Service final : public dummy::detail::Interruption,
                              public ObjectServer,
                              public std::enable_shared_from_this<Service> {
 public:
  Service(std::shared_ptr<Server> server, Connection connection);

  /// Serves to the end of the connection, or of the server.
  void run();

  std::shared_ptr<void> arrived(ObjectId id) override { return server_->table_->find(id); }
  void sent(ObjectId id) override { session_->claims.add(server_->table_->find(id)); }
  [[nodiscard]] std::pair<ObjectId, std::shared_ptr<void>> serve_object(std::shared_ptr<void> object,
                                                                        const std::type_info& type) override;

 private:
  void about_to_wait() override;
  /// False if the connection, or the server, has come to its end.
  [[nodiscard]] bool await_request() const;
  void stop_watching();
  void answer(const Request& request);
  [[nodiscard]] Bytes perform(const Request& request);
  [[nodiscard]] Bytes call(const Request& request);
  [[nodiscard]] Bytes offer(const ServedPointer& served);

  const std::shared_ptr<Server> server_;
  Connection connection_;
  std::shared_ptr<Session> session_;
  bool watched_ = false;
};

}  // namespace multiprocessing::detail
