// SPDX-License-Identifier: BSL-1.0
// SHA-256 by OpenSSL's libcrypto.
#include <openssl/evp.h>

#include <stdexcept>

#include "digest.hpp"

namespace procport::runner {

std::array<unsigned char, 32> sha256(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 is not available in the crypto library");
  }
  return digest;
}

}  // namespace procport::runner
