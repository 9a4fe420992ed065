// SPDX-License-Identifier: BSL-1.0
// Random bytes from the generator that the system prefers.
#include "platform/random.hpp"

#include <algorithm>
#include <limits>

#include "windows/system.hpp"

#include <bcrypt.h>  // needs windows.h before it

namespace multiprocessing::platform {

result<> random_bytes(std::span<std::byte> into) {
  while (!into.empty()) {
    const std::size_t piece = std::min<std::size_t>(into.size(), std::numeric_limits<LONG>::max());
    const NTSTATUS status = BCryptGenRandom(nullptr, reinterpret_cast<PUCHAR>(into.data()), static_cast<ULONG>(piece),
                                            BCRYPT_USE_SYSTEM_PREFERRED_RNG);
    if (status != 0) return windows_error("BCryptGenRandom", ERROR_GEN_FAILURE, "status " + std::to_string(status));
    into = into.subspan(piece);
  }
  return {};
}

}  // namespace multiprocessing::platform
