// SPDX-License-Identifier: BSL-1.0
// Message authentication codes by libcrypto, of OpenSSL or of one of those that descend from it.
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <array>

#include "common/hmac_probe.hpp"
#include "posix/fork_state.hpp"

namespace multiprocessing::platform {
namespace {

result<std::vector<std::byte>> compute(hmac_digest digest, std::span<const std::byte> key,
                                       std::span<const std::byte> message) {
  // No fork in between: libcrypto holds locks of its own, which a child would find taken for ever.
  const creation_guard no_child_in_between;
  std::array<unsigned char, EVP_MAX_MD_SIZE> code;
  unsigned int size = 0;
  const unsigned char* const made =
      HMAC(digest == hmac_digest::sha256 ? EVP_sha256() : EVP_md5(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(message.data()), message.size(), code.data(), &size);
  if (made == nullptr) return unsupported_error("HMAC", "libcrypto refuses the digest");
  const auto bytes = std::as_bytes(std::span(code)).first(size);
  return std::vector<std::byte>(bytes.begin(), bytes.end());
}

evidence probe() { return probe_hmac("HMAC", compute); }

}  // namespace

extern const hmac_strategy openssl_hmac;
const hmac_strategy openssl_hmac{{"openssl", probe}, compute};

}  // namespace multiprocessing::platform
