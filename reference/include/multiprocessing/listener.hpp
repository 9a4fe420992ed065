// SPDX-License-Identifier: BSL-1.0
// Listener: waits for connections of processes that know its address and the key.
#pragma once

#include <memory>
#include <optional>

#include "multiprocessing/address.hpp"
#include "multiprocessing/authentication.hpp"

namespace multiprocessing {

namespace detail {
struct ListenerState;
}

/// How to listen.
struct ListenerOptions {
  /// Where no address is given, the kind of it: a free port of this computer alone, a path or a pipe that nobody can
  /// guess. Where one is given, it must be of this kind.
  std::optional<Family> family = std::nullopt;
  /// How many connections may wait to be accepted; a hint.
  int backlog = 128;
  /// Who connects must have it. std::nullopt lets everybody in.
  std::optional<AuthenticationKey> authkey = multiprocessing::authkey();
  /// Of who connects.
  HandshakeOptions handshake = {};
};

/// Listens at an address. Copies name the same listener, and closing one closes all of them.
///
/// Errors   In the constructor: ValueError if the family of the address is not here, or not the one asked for. OSError,
///          with std::errc::address_in_use if somebody listens there already. UnsupportedError where nothing can
///          listen.
/// Threads  Several threads may accept at once; one handshake does not hold up another one.
/// Fork     A forked child has a closed copy. What a child shall accept it is given as connections.
///
/// Promises LISTENER-FAMILIES, LISTENER-ARBITRARY, LISTENER-ADDRESS-TAKEN, LISTENER-FAMILY-REFUSED, LISTENER-PRIVATE,
///          LISTENER-FORKED, LISTENER-ABSTRACT, LISTENER-KEY-DEFAULT
/// Source   CPython 3.14 docs, library/multiprocessing, Listeners and Clients
/// Differs  Python authenticates only where a key is given; here the key of the process is, unless std::nullopt is.
///          Sockets of a path are for the same user alone.
class Listener {
 public:
  /// At an address of this computer that nobody else has.
  explicit Listener(ListenerOptions options = {});
  /// At that address.
  explicit Listener(Address address, ListenerOptions options = {});

  /// The next connection, waiting for it.
  ///
  /// Errors   AuthenticationError if somebody came and was not let in; the listener goes on. OSError if it is closed.
  ///
  /// Promises LISTENER-ACCEPT, LISTENER-KEY-WRONG, LISTENER-KEY-EMPTY, LISTENER-SPEAKS-FIRST, LISTENER-SILENT-CLIENT,
  ///          LISTENER-CLIENT-GONE, LISTENER-CLOSED
  /// Source   CPython 3.14 docs, library/multiprocessing, Listener.accept
  /// Differs  In Python a client that says nothing keeps everybody waiting.
  [[nodiscard]] Connection accept();
  /// The same, and nothing if nobody has connected in time. The handshake has a time limit of its own.
  ///
  /// Promises LISTENER-ACCEPT-TIMEOUT
  [[nodiscard]] std::optional<Connection> accept(Timeout timeout);

  /// Closes it in this process and takes its path away, and may be called again. A call that is waiting in another
  /// thread goes on, and the listener is really closed when it returns.
  ///
  /// Promises LISTENER-CLOSED, LISTENER-PATH-GONE
  void close();
  /// Whether it has been closed in this process.
  [[nodiscard]] bool closed() const;

  /// Where it listens: with the port that the system has chosen.
  [[nodiscard]] Address address() const;
  /// Where the last accepted connection came from, which is known for ports alone.
  [[nodiscard]] std::optional<Address> last_accepted() const;
  /// For wait: ready when somebody has connected. OSError if closed.
  [[nodiscard]] std::intptr_t fileno() const;

 private:
  std::shared_ptr<detail::ListenerState> state_;
};

}  // namespace multiprocessing
