// SPDX-License-Identifier: BSL-1.0
// Message authentication codes by the kernel, through sockets of the family AF_ALG (Linux 2.6.38). For programs that
// have no libcrypto; many kernels have it as a module that nothing loads, and containers refuse it.
#include <linux/if_alg.h>
#include <sys/socket.h>
#include <cstring>

#include "common/fault.hpp"
#include "common/hmac_probe.hpp"
#include "posix/descriptor.hpp"

namespace multiprocessing::platform {
namespace {

sockaddr_alg address_of(hmac_digest digest) {
  sockaddr_alg address{};
  address.salg_family = AF_ALG;
  const char* const name = digest == hmac_digest::sha256 ? "hmac(sha256)" : "hmac(md5)";
  std::memcpy(address.salg_type, "hash", 5);
  std::memcpy(address.salg_name, name, std::strlen(name) + 1);
  return address;
}

/// A socket that takes a message and gives its code.
result<handle> make_hash(hmac_digest digest, std::span<const std::byte> key) {
  if (auto fault = fault_at("socket(AF_ALG)")) return *fault;
  const handle algorithm(::socket(AF_ALG, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  if (!algorithm) return native_error("socket(AF_ALG)", errno);
  const int number = descriptor(algorithm.native());
  const sockaddr_alg address = address_of(digest);
  if (auto fault = fault_at("bind(AF_ALG)")) return *fault;
  if (::bind(number, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    // The kernel's word for a digest that it does not have, or may not use under FIPS 140.
    if (errno == ENOENT) return unsupported_error("bind(AF_ALG)", "the kernel does not have the digest");
    return native_error("bind(AF_ALG)", errno);
  }
  if (::setsockopt(number, SOL_ALG, ALG_SET_KEY, key.data(), static_cast<socklen_t>(key.size())) != 0)
    return native_error("setsockopt(ALG_SET_KEY)", errno);
  if (auto fault = fault_at("accept4(AF_ALG)")) return *fault;
  handle hash(retried([&] { return ::accept4(number, nullptr, nullptr, SOCK_CLOEXEC); }));
  if (!hash) return native_error("accept4(AF_ALG)", errno);
  return hash;
}

result<std::vector<std::byte>> compute(hmac_digest digest, std::span<const std::byte> key,
                                       std::span<const std::byte> message) {
  const auto hash = make_hash(digest, key);
  if (!hash) return hash.error();
  const int number = descriptor(hash->native());
  while (!message.empty()) {
    const ssize_t taken = retried([&] { return ::send(number, message.data(), message.size(), MSG_MORE); });
    if (taken < 0) return native_error("send(AF_ALG)", errno);
    message = message.subspan(static_cast<std::size_t>(taken));
  }
  std::vector<std::byte> code(digest == hmac_digest::sha256 ? 32 : 16);
  const ssize_t got = retried([&] { return ::recv(number, code.data(), code.size(), 0); });
  if (got < 0) return native_error("recv(AF_ALG)", errno);
  if (static_cast<std::size_t>(got) != code.size()) return native_error("recv(AF_ALG)", EPROTO, "a code cut short");
  return code;
}

evidence probe() { return probe_hmac("socket(AF_ALG)", compute); }

}  // namespace

extern const hmac_strategy af_alg_hmac;
const hmac_strategy af_alg_hmac{{"af-alg", probe}, compute};

}  // namespace multiprocessing::platform
