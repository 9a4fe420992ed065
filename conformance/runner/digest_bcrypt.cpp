// SPDX-License-Identifier: BSL-1.0
// SHA-256 by Windows' own library, bcrypt.dll (Cryptography API: Next Generation).
#include <windows.h>
// After windows.h, whose types it needs.
#include <bcrypt.h>

#include <stdexcept>

#include "digest.hpp"

namespace procport::runner {

std::array<unsigned char, 32> sha256(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  BCRYPT_ALG_HANDLE provider = nullptr;
  bool made = BCryptOpenAlgorithmProvider(&provider, BCRYPT_SHA256_ALGORITHM, nullptr, 0) >= 0;
  if (made) {
    // The function only reads; its parameter lacks the const.
    auto* input = reinterpret_cast<PUCHAR>(const_cast<char*>(bytes.data()));
    made = BCryptHash(provider, nullptr, 0, input, static_cast<ULONG>(bytes.size()), digest.data(),
                      static_cast<ULONG>(digest.size())) >= 0;
    BCryptCloseAlgorithmProvider(provider, 0);
  }
  if (!made) throw std::runtime_error("SHA-256 is not available in bcrypt.dll");
  return digest;
}

}  // namespace procport::runner
