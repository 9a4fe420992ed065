// SPDX-License-Identifier: BSL-1.0
// The messages of an authentication, through a connection.
#include "multiprocessing/authentication.hpp"

#include <algorithm>

#include "challenge.hpp"
#include "connection_state.hpp"

namespace multiprocessing {
namespace {

using detail::bytes_of;

/// One authentication. Whatever the other side does wrong is said in one way.
class Handshake {
 public:
  Handshake(const Connection& connection, const AuthenticationKey& key, const HandshakeOptions& options)
      : state_(detail::ConnectionAccess::state(connection)),
        key_(key),
        allow_md5_(options.allow_legacy_md5),
        until_(platform::deadline_after(options.timeout)) {}

  void deliver() {
    const Bytes challenge = detail::make_challenge();
    send(detail::joined(bytes_of(detail::challenge_mark), challenge));
    const Bytes answer = receive();
    try {
      detail::check_answer(challenge, answer, key_, allow_md5_);
    } catch (const AuthenticationError&) {
      say_failure();
      throw;
    }
    send(bytes_of(detail::welcome_mark));
  }

  void answer() {
    const Bytes message = receive();
    const auto mark = bytes_of(detail::challenge_mark);
    if (message.size() < mark.size() || !std::equal(mark.begin(), mark.end(), message.begin()))
      throw AuthenticationError("the other side sent something else than a challenge");
    send(detail::answer_to(std::span(message).subspan(mark.size()), key_, allow_md5_));
    if (!std::ranges::equal(receive(), bytes_of(detail::welcome_mark)))
      throw AuthenticationError("the other side did not accept the answer");
  }

 private:
  template <class Action>
  auto said_in_one_way(Action action) {
    try {
      return action();
    } catch (const EOFError&) {
      throw AuthenticationError("the other side closed the connection before it was authenticated");
    } catch (const OSError& error) {
      if (error.code() == std::errc::bad_file_descriptor) throw;  // our own mistake
      throw AuthenticationError(std::string("the other side was not authenticated: ") + error.what());
    }
  }

  Bytes receive() {
    return said_in_one_way([&] { return state_.receive(detail::longest_handshake_message, until_); });
  }
  void send(std::span<const std::byte> message) {
    said_in_one_way([&] { state_.send(message); });
  }
  void say_failure() {
    try {
      state_.send(bytes_of(detail::failure_mark));
    } catch (const OSError&) {
      // It has gone, and need not be told.
    }
  }

  detail::ConnectionState& state_;
  const AuthenticationKey& key_;
  bool allow_md5_;
  platform::deadline until_;
};

}  // namespace

void deliver_challenge(const Connection& connection, const AuthenticationKey& key, const HandshakeOptions& options) {
  Handshake(connection, key, options).deliver();
}

void answer_challenge(const Connection& connection, const AuthenticationKey& key, const HandshakeOptions& options) {
  Handshake(connection, key, options).answer();
}

void detail::admit(const Connection& connection, const AuthenticationKey& key, const HandshakeOptions& options) {
  Handshake both(connection, key, options);
  both.deliver();
  both.answer();
}

void detail::introduce(const Connection& connection, const AuthenticationKey& key, const HandshakeOptions& options) {
  Handshake both(connection, key, options);
  both.answer();
  both.deliver();
}

}  // namespace multiprocessing
