// SPDX-License-Identifier: BSL-1.0
// What a client process has to do with one server: a session, and connections.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "message.hpp"
#include "multiprocessing/client.hpp"
#include "multiprocessing/managers/proxy.hpp"

namespace multiprocessing::detail {

struct Link : std::enable_shared_from_this<Link> {
  Link(Address its_address, AuthenticationKey its_key);

  /// The one of this process to that server, made if there is none. Without a key it is that of the process.
  static std::shared_ptr<Link> to(const Address& address, const std::optional<AuthenticationKey>& key);

  /// Connects, if that has not been done. OSError, AuthenticationError as Client.
  void connect();
  /// Asks by the connection that all threads share: for what is answered at once.
  [[nodiscard]] Bytes ask(const Request& request);
  /// Asks by the connection of this thread: for calls, which may take as long as they like.
  [[nodiscard]] Bytes call(const Request& request);
  /// Gives up the session: the server ends it.
  void disconnect();
  /// One reference fewer. If the server has gone, so has the object.
  void release(ObjectId id) noexcept;
  [[nodiscard]] std::shared_ptr<Reference> adopt(ObjectId id) {
    return std::make_shared<Reference>(shared_from_this(), id);
  }

  const Address address;
  const AuthenticationKey key;

 private:
  friend class ForkedLinks;
  [[nodiscard]] Connection open(const Bytes& its_session) const;
  /// Sees to it that the session outlasts the connection of a thread. EOFError if the server has gone.
  [[nodiscard]] Bytes hold_session();

  /// What `action` returns. Whatever it fails with because the server has gone, is an EOFError.
  template <class Action>
  auto while_it_serves(Action action);

  std::atomic<bool> admitted_ = false;  // the server has let this process in
  std::mutex mutex_;                    // guards what follows
  Bytes session_;
  Connection shared_;  // the session lasts as long as this
};

/// Around a fork: gives the child sessions of its own, with references to whatever this process refers to. They are
/// made before the fork, so that no object goes in between; if the child never uses them, its end ends them.
class ForkedLinks {
 public:
  ForkedLinks();
  ForkedLinks(const ForkedLinks&) = delete;
  ForkedLinks& operator=(const ForkedLinks&) = delete;
  /// In the child, when it may make and destroy objects.
  void in_child();

 private:
  struct Prepared {
    std::shared_ptr<Link> link;
    std::unique_lock<std::mutex> guard;
    Bytes session;
    Connection connection;
  };
  std::unique_lock<std::mutex> guard_;
  std::vector<Prepared> prepared_;
};

/// In a process that serves: what it has from its parent is none of its business.
void forget_links();

}  // namespace multiprocessing::detail
