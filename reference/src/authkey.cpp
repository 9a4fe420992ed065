// SPDX-License-Identifier: BSL-1.0
// The secret by which processes of one family know each other.
#include "multiprocessing/authkey.hpp"

#include <array>
#include <atomic>

#include "platform/random.hpp"
#include "process_state.hpp"
#include "raise.hpp"
#include "this_process.hpp"

namespace multiprocessing {
namespace {

constexpr std::size_t random_key_bytes = 32;

/// In a way that no compiler leaves out because nobody reads it afterwards.
void overwrite(std::span<std::byte> secret) noexcept {
  volatile std::byte* place = secret.data();
  for (std::size_t i = 0; i < secret.size(); ++i) place[i] = std::byte{0};
  std::atomic_signal_fence(std::memory_order_seq_cst);
}

std::shared_ptr<detail::ProcessState> self() {
  auto& process = detail::ThisProcess::get();
  const std::lock_guard guard(process.mutex);
  return process.self;
}

}  // namespace

AuthenticationKey::~AuthenticationKey() { overwrite(bytes_); }

void AuthenticationKey::save(detail::OutputArchive& archive) const {
  (void)archive.hand_off("an authentication key");
  archive(bytes_);
}

void AuthenticationKey::load(detail::InputArchive& archive) {
  (void)archive.take_over("an authentication key");
  archive(bytes_);
}

AuthenticationKey authkey() {
  const auto process = self();
  const std::lock_guard guard(process->mutex);
  if (!process->authkey) {
    std::array<std::byte, random_key_bytes> bytes{};
    detail::checked(platform::random_bytes(bytes));
    process->authkey = AuthenticationKey(bytes);
    overwrite(bytes);
  }
  return *process->authkey;
}

void set_authkey(AuthenticationKey key) {
  const auto process = self();
  const std::lock_guard guard(process->mutex);
  process->authkey = std::move(key);
}

}  // namespace multiprocessing
