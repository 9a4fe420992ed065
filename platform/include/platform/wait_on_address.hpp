// SPDX-License-Identifier: BSL-1.0
// Sleeping until a word in shared memory is no longer what it was.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>

#include "platform/clock.hpp"
#include "platform/semaphore.hpp"
#include "platform/strategy.hpp"

namespace multiprocessing::platform {

/// What the users of a word share. Zero when it is made; `word` is the caller's, the rest belongs to the strategy.
struct wait_memory {
  std::atomic<std::uint32_t> word;
  std::atomic<std::uint32_t> waiters;
  semaphore_memory wake;
};

/// What another process needs to wait on the same word, apart from the shared memory.
struct wait_transfer {
  std::string strategy;
  semaphore_transfer wake;  // of the semaphore that wakes, where there is one
};

class address_wait {
 public:
  virtual ~address_wait() = default;
  /// Returns when the word differs from `seen`, when the deadline passes, or for no reason: the caller looks again.
  virtual result<> wait(std::uint32_t seen, const deadline& until) = 0;
  /// Wakes every process and thread that waits.
  virtual void wake_all() = 0;
  [[nodiscard]] virtual wait_transfer transfer() const = 0;
};

struct wait_on_address_strategy : strategy {
  result<std::unique_ptr<address_wait>> (*make)(wait_memory& memory);
  result<std::unique_ptr<address_wait>> (*attach)(const wait_transfer& from, wait_memory& memory);
};

/// What this build has, in the order of preference of the target.
[[nodiscard]] std::span<const wait_on_address_strategy* const> wait_on_address_strategies();

/// Waiting on the word of `memory` by the strategy that serves.
result<std::unique_ptr<address_wait>> make_address_wait(wait_memory& memory);
/// Waiting on a word that a parent handed over.
result<std::unique_ptr<address_wait>> attach_address_wait(const wait_transfer& from, wait_memory& memory);

}  // namespace multiprocessing::platform
