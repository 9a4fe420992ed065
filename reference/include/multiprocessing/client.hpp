// SPDX-License-Identifier: BSL-1.0
// Client: a connection to a Listener.
#pragma once

#include <optional>

#include "multiprocessing/address.hpp"
#include "multiprocessing/authentication.hpp"

namespace multiprocessing {

/// How to connect.
struct ClientOptions {
  /// Must be the listener's. std::nullopt connects to one that has none.
  std::optional<AuthenticationKey> authkey = multiprocessing::authkey();
  /// For connecting and the handshake together. A listener that is busy answers late.
  Timeout timeout = std::nullopt;
  /// See HandshakeOptions.
  bool allow_legacy_md5 = false;
};

/// Connects to whoever listens there, and shows each side that the other one has the key.
///
/// Errors   OSError, with std::errc::connection_refused or no_such_file_or_directory if nobody listens there, and
///          std::errc::timed_out if connecting took too long. AuthenticationError if the keys differ, or the handshake
///          took too long. ValueError if addresses of this family are not here.
/// Threads  Safe to call from several threads at once.
///
/// Promises LISTENER-FAMILIES, LISTENER-KEY-WRONG, CLIENT-NOBODY, CLIENT-TIMEOUT
/// Source   CPython 3.14 docs, library/multiprocessing, Client
/// Differs  As Listener. Python has no time limit. A host of "0.0.0.0" or "::" means this computer, on every system.
///          The name of a host is looked up without a time limit.
[[nodiscard]] Connection Client(const Address& address, const ClientOptions& options = {});

}  // namespace multiprocessing
