// SPDX-License-Identifier: BSL-1.0
// Never run on macOS.
//
// Message authentication codes by CommonCrypto, which is part of the system library.
#include <array>
#include <cstdint>

#include "common/hmac_probe.hpp"

// <CommonCrypto/CommonHMAC.h> is left out by some collections of Apple's headers (zig's), and says just this
// (CommonCrypto-60118, CommonHMAC.h).
extern "C" void CCHmac(std::uint32_t algorithm, const void* key, std::size_t key_size, const void* data,
                       std::size_t data_size, void* code);

namespace multiprocessing::platform {
namespace {

constexpr std::uint32_t algorithm_md5 = 1;     // kCCHmacAlgMD5
constexpr std::uint32_t algorithm_sha256 = 2;  // kCCHmacAlgSHA256

result<std::vector<std::byte>> compute(hmac_digest digest, std::span<const std::byte> key,
                                       std::span<const std::byte> message) {
  std::vector<std::byte> code(digest == hmac_digest::sha256 ? 32 : 16);
  CCHmac(digest == hmac_digest::sha256 ? algorithm_sha256 : algorithm_md5, key.data(), key.size(), message.data(),
         message.size(), code.data());
  return code;
}

evidence probe() { return probe_hmac("CCHmac", compute); }

}  // namespace

extern const hmac_strategy common_crypto_hmac;
const hmac_strategy common_crypto_hmac{{"common-crypto", probe}, compute};

}  // namespace multiprocessing::platform
