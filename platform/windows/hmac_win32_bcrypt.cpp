// SPDX-License-Identifier: BSL-1.0
// Message authentication codes by bcrypt.dll (Cryptography API: Next Generation).
#include <limits>
#include <memory>

#include "common/hmac_probe.hpp"
#include "windows/system.hpp"

#include <bcrypt.h>  // needs windows.h before it

namespace multiprocessing::platform {
namespace {

constexpr NTSTATUS status_not_found = static_cast<NTSTATUS>(0xC0000225);

struct close_provider {
  void operator()(void* provider) const { BCryptCloseAlgorithmProvider(provider, 0); }
};
struct destroy_hash {
  void operator()(void* hash) const { BCryptDestroyHash(hash); }
};

error failed(std::string_view call, NTSTATUS status) {
  return windows_error(call, ERROR_GEN_FAILURE, "status " + std::to_string(status));
}

// The functions only read; their parameters lack the const.
PUCHAR bytes_of(std::span<const std::byte> from) {
  return const_cast<PUCHAR>(reinterpret_cast<const UCHAR*>(from.data()));
}

result<std::vector<std::byte>> compute(hmac_digest digest, std::span<const std::byte> key,
                                       std::span<const std::byte> message) {
  constexpr std::size_t longest = std::numeric_limits<LONG>::max();
  if (key.size() > longest || message.size() > longest)
    return windows_error("BCryptHashData", ERROR_INVALID_PARAMETER, "too long");
  BCRYPT_ALG_HANDLE opened = nullptr;
  NTSTATUS status =
      BCryptOpenAlgorithmProvider(&opened, digest == hmac_digest::sha256 ? BCRYPT_SHA256_ALGORITHM : BCRYPT_MD5_ALGORITHM,
                                  nullptr, BCRYPT_ALG_HANDLE_HMAC_FLAG);
  if (status == status_not_found)
    return unsupported_error("BCryptOpenAlgorithmProvider", "the system does not have the digest");
  if (status < 0) return failed("BCryptOpenAlgorithmProvider", status);
  const std::unique_ptr<void, close_provider> provider(opened);

  BCRYPT_HASH_HANDLE made = nullptr;
  status = BCryptCreateHash(opened, &made, nullptr, 0, bytes_of(key), static_cast<ULONG>(key.size()), 0);
  if (status < 0) return failed("BCryptCreateHash", status);
  const std::unique_ptr<void, destroy_hash> hash(made);
  if (!message.empty()) status = BCryptHashData(made, bytes_of(message), static_cast<ULONG>(message.size()), 0);
  if (status < 0) return failed("BCryptHashData", status);
  std::vector<std::byte> code(digest == hmac_digest::sha256 ? 32 : 16);
  status = BCryptFinishHash(made, reinterpret_cast<PUCHAR>(code.data()), static_cast<ULONG>(code.size()), 0);
  if (status < 0) return failed("BCryptFinishHash", status);
  return code;
}

evidence probe() { return probe_hmac("BCryptCreateHash, BCryptHashData, BCryptFinishHash", compute); }

}  // namespace

extern const hmac_strategy win32_bcrypt_hmac;
const hmac_strategy win32_bcrypt_hmac{{"win32-bcrypt", probe}, compute};

}  // namespace multiprocessing::platform
