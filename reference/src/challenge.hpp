// SPDX-License-Identifier: BSL-1.0
// The messages of an authentication, without a connection: CPython's, of 3.12 and later and of what came before
// (Lib/multiprocessing/connection.py, 3.14, _create_response and _verify_challenge).
//
// A challenge names its digest, "{sha256}" and 40 random bytes, and so does the answer, the code of all these bytes.
// Until 3.11 a challenge was 20 random bytes and the answer the 16 bytes of their code by MD5. Whoever knows only that
// takes the name for random bytes, and answers so.
#pragma once

#include "multiprocessing/authentication.hpp"

namespace multiprocessing::detail {

inline constexpr std::string_view challenge_mark = "#CHALLENGE#";
inline constexpr std::string_view welcome_mark = "#WELCOME#";
inline constexpr std::string_view failure_mark = "#FAILURE#";
inline constexpr std::size_t longest_handshake_message = 256;

[[nodiscard]] inline std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

[[nodiscard]] Bytes joined(std::span<const std::byte> first, std::span<const std::byte> second);

/// What is challenged with, behind the mark.
[[nodiscard]] Bytes make_challenge();
/// AuthenticationError if the challenge is too short, wants a digest that is not known, or MD5 where that is not
/// allowed.
[[nodiscard]] Bytes answer_to(std::span<const std::byte> challenge, const AuthenticationKey& key, bool allow_md5);
/// AuthenticationError, with the reason, if that is no right answer.
void check_answer(std::span<const std::byte> challenge, std::span<const std::byte> answer, const AuthenticationKey& key,
                  bool allow_md5);

/// What a listener does, and what a client does, each in one time limit.
void admit(const Connection& connection, const AuthenticationKey& key, const HandshakeOptions& options);
void introduce(const Connection& connection, const AuthenticationKey& key, const HandshakeOptions& options);

}  // namespace multiprocessing::detail
