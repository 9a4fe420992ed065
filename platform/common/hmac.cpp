// SPDX-License-Identifier: BSL-1.0
// Codes by the strategy that serves, and comparing them.
#include "platform/hmac.hpp"

#include <algorithm>
#include <array>

#include "common/hmac_probe.hpp"
#include "common/probe.hpp"
#include "common/selection.hpp"
#include "platform/random.hpp"

namespace multiprocessing::platform {

namespace {

choice_cache chosen_before;

}  // namespace

result<std::vector<std::byte>> hmac(hmac_digest digest, std::span<const std::byte> key,
                                    std::span<const std::byte> message) {
  const auto chosen = serving("hmac", hmac_strategies(), chosen_before);
  if (!chosen) return chosen.error();
  // A key is filled up with zeros (RFC 2104, section 2), so this one is the same as none; not every library and kernel
  // takes none.
  static constexpr std::array no_key{std::byte{0}};
  return (*chosen)->compute(digest, key.empty() ? std::span<const std::byte>(no_key) : key, message);
}

// The codes of both under a key that nobody knows are compared in their place: how many of their bytes agree says
// nothing of the bytes of the secrets.
result<bool> equal_secrets(std::span<const std::byte> one, std::span<const std::byte> other) {
  if (one.size() != other.size()) return false;
  std::array<std::byte, 32> key;
  if (auto filled = random_bytes(key); !filled) return filled.error();
  const auto code_of_one = hmac(hmac_digest::sha256, key, one);
  if (!code_of_one) return code_of_one.error();
  const auto code_of_other = hmac(hmac_digest::sha256, key, other);
  if (!code_of_other) return code_of_other.error();
  return *code_of_one == *code_of_other;
}

evidence probe_hmac(std::string call, decltype(hmac_strategy::compute) compute) {
  static constexpr std::string_view key = "Jefe";
  static constexpr std::string_view message = "what do ya want for nothing?";
  static constexpr std::array<unsigned char, 4> beginning{0x5b, 0xdc, 0xc1, 0x46};  // RFC 4231, test case 2
  const auto code = compute(hmac_digest::sha256, std::as_bytes(std::span(key)), std::as_bytes(std::span(message)));
  if (!code) return seen_failing(code.error());
  if (code->size() != 32 || !std::ranges::equal(std::span(*code).first(4), std::as_bytes(std::span(beginning))))
    return seen_misbehaving(std::move(call), "the code is not that of RFC 4231");
  return seen_working(std::move(call));
}

}  // namespace multiprocessing::platform
