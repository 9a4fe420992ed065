// SPDX-License-Identifier: BSL-1.0
// Challenges and answers.
#include "challenge.hpp"

#include <algorithm>
#include <array>

#include "platform/hmac.hpp"
#include "platform/random.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

constexpr std::string_view sha256_name = "{sha256}";
constexpr std::string_view md5_name = "{md5}";
constexpr std::size_t random_bytes_sent = 40;
constexpr std::size_t legacy_challenge_bytes = 20;
constexpr std::size_t legacy_answer_bytes = 16;

bool starts_with(std::span<const std::byte> bytes, std::string_view text) {
  return bytes.size() >= text.size() && std::ranges::equal(bytes.first(text.size()), bytes_of(text));
}

void require_md5(bool allowed) {
  if (allowed) return;
  throw AuthenticationError(
      "the other side knows HMAC-MD5 alone, as Python up to 3.11 does; allow_legacy_md5 would accept it");
}

/// What a message of one side says of the digest: its name, and "" for what says nothing.
std::string_view digest_named_by(std::span<const std::byte> message) {
  for (const auto name : {sha256_name, md5_name}) {
    if (starts_with(message, name)) return name;
  }
  if (message.size() == legacy_challenge_bytes || message.size() == legacy_answer_bytes) return "";
  throw AuthenticationError("the other side names no digest that is known here");
}

/// The answer of somebody who uses the digest of that name.
Bytes code_by(std::string_view name, std::span<const std::byte> challenge, const AuthenticationKey& key) {
  const auto digest = name == sha256_name ? platform::hmac_digest::sha256 : platform::hmac_digest::md5;
  return joined(bytes_of(name), checked(platform::hmac(digest, key.bytes(), challenge)));
}

}  // namespace

Bytes joined(std::span<const std::byte> first, std::span<const std::byte> second) {
  Bytes both(first.size() + second.size());
  std::ranges::copy(second, std::ranges::copy(first, both.begin()).out);
  return both;
}

Bytes make_challenge() {
  std::array<std::byte, random_bytes_sent> random;
  checked(platform::random_bytes(random));
  return joined(bytes_of(sha256_name), random);
}

Bytes answer_to(std::span<const std::byte> challenge, const AuthenticationKey& key, bool allow_md5) {
  if (challenge.size() < legacy_challenge_bytes) throw AuthenticationError("the challenge is too short to be one");
  const auto name = digest_named_by(challenge);
  if (name != sha256_name) require_md5(allow_md5);
  return code_by(name, challenge, key);
}

void check_answer(std::span<const std::byte> challenge, std::span<const std::byte> answer, const AuthenticationKey& key,
                  bool allow_md5) {
  const auto name = digest_named_by(answer);
  if (name != sha256_name) require_md5(allow_md5);
  if (!checked(platform::equal_secrets(code_by(name, challenge, key), answer)))
    throw AuthenticationError("the other side has not got the key");
}

}  // namespace multiprocessing::detail
