// SPDX-License-Identifier: BSL-1.0
// Message authentication codes, by which two processes show each other that they know a secret, and never tell it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "platform/strategy.hpp"

namespace multiprocessing::platform {

enum class hmac_digest { sha256, md5 };  // md5 is what Python 3.11 and older speak, and nothing else

struct hmac_strategy : strategy {
  /// `key` is never empty.
  result<std::vector<std::byte>> (*compute)(hmac_digest digest, std::span<const std::byte> key,
                                            std::span<const std::byte> message);
};

/// What this build has, in the order of preference of the target.
[[nodiscard]] std::span<const hmac_strategy* const> hmac_strategies();

/// HMAC of RFC 2104, by the strategy that serves: 32 bytes with SHA-256, 16 with MD5. not_supported if the system
/// refuses the digest (MD5, where FIPS 140 rules).
result<std::vector<std::byte>> hmac(hmac_digest digest, std::span<const std::byte> key,
                                    std::span<const std::byte> message);

/// Whether both are the same, in a time that tells nothing of where they differ. Their lengths are no secret.
result<bool> equal_secrets(std::span<const std::byte> one, std::span<const std::byte> other);

}  // namespace multiprocessing::platform
