// SPDX-License-Identifier: BSL-1.0
// No message authentication codes by libcrypto, since this target has none.
#include "common/probe.hpp"
#include "platform/hmac.hpp"

namespace multiprocessing::platform {
namespace {

result<std::vector<std::byte>> compute(hmac_digest, std::span<const std::byte>, std::span<const std::byte>) {
  return unsupported_error("HMAC", "this was built without libcrypto");
}

evidence probe() { return seen_failing(compute(hmac_digest::sha256, {}, {}).error()); }

}  // namespace

extern const hmac_strategy openssl_hmac;
const hmac_strategy openssl_hmac{{"openssl", probe}, compute};

}  // namespace multiprocessing::platform
