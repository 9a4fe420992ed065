// SPDX-License-Identifier: BSL-1.0
// How two processes show each other that they have the same key, without telling it.
#pragma once

#include "multiprocessing/authkey.hpp"
#include "multiprocessing/connection.hpp"

namespace multiprocessing {

/// The other side has not shown that it has the key, or did not accept ours.
class AuthenticationError : public ProcessError {
  using ProcessError::ProcessError;
};

/// How long the other side may take for an answer, and what is accepted of it.
struct HandshakeOptions {
  /// For all of its messages together. It has not got the key yet, so it does not get all the time of the world.
  Timeout timeout = std::chrono::seconds(20);
  /// Python up to 3.11 knows HMAC-MD5 and nothing else. It is refused unless it is allowed here.
  bool allow_legacy_md5 = false;
};

/// Has the other side show that it has the key: sends it a challenge, and says how the answer is received. A Listener
/// delivers, then answers; a Client answers, then delivers. No message is sent before, and messages of the other side
/// that are longer than 256 bytes are not received.
///
/// Errors   AuthenticationError, whatever the other side does wrong: a wrong answer, none in time, something else than
///          an answer, its end. Close the connection then. OSError if the connection is closed here.
///          UnsupportedError if this system has nothing to compute the codes with.
/// Threads  As a recv and a send of this connection.
///
/// Promises AUTHENTICATION-SAME-KEY, AUTHENTICATION-WRONG-ANSWER, AUTHENTICATION-SILENCE
/// Source   CPython 3.14 Lib/multiprocessing/connection.py, deliver_challenge: the bytes on the way are its
/// Differs  In Python silence is waited for without limit, and the other side's end is an EOFError. MD5 is always
///          accepted there.
void deliver_challenge(const Connection& connection, const AuthenticationKey& key,
                       const HandshakeOptions& options = {});

/// Shows the other side that we have the key: receives its challenge and answers.
///
/// Errors   As deliver_challenge. AuthenticationError also if the answer was not accepted, or asks for MD5 and that is
///          not allowed.
///
/// Promises AUTHENTICATION-SAME-KEY, AUTHENTICATION-WRONG-VERDICT, AUTHENTICATION-LEGACY
/// Source   CPython 3.14 Lib/multiprocessing/connection.py, answer_challenge
void answer_challenge(const Connection& connection, const AuthenticationKey& key, const HandshakeOptions& options = {});

}  // namespace multiprocessing
