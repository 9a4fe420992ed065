// SPDX-License-Identifier: BSL-1.0
// A counting semaphore between processes.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "platform/clock.hpp"
#include "platform/handle.hpp"
#include "platform/strategy.hpp"

namespace multiprocessing::platform {

/// The words that a semaphore may use in memory which all its users share. Zero when the semaphore is made, and alive
/// as long as any of its users. A strategy that keeps its state elsewhere leaves them alone.
struct semaphore_memory {
  std::atomic<std::uint32_t> value;
  std::atomic<std::uint32_t> waiters;
  alignas(16) std::byte native[64];  // for an object of the system that lives in shared memory, as sem_t can
};

/// What another process needs to use the same semaphore, apart from the shared memory.
struct semaphore_transfer {
  std::string strategy;
  std::string name;                    // of a named object, or the number of one that has none
  std::vector<native_handle> handles;  // to be inherited under the same numbers
  std::uint32_t maximum = 0;
};

class semaphore {
 public:
  virtual ~semaphore() = default;

  /// Takes one unit. False if the deadline passed first; never earlier than the deadline.
  virtual result<bool> acquire(const deadline& until) = 0;
  /// Gives one unit back. False, and nothing changes, if the value is at its maximum.
  virtual result<bool> release() = 0;
  /// The units that are free now; unsupported where the system does not tell.
  virtual result<std::uint32_t> value() const = 0;
  /// For a process that is being launched. A forked child needs nothing.
  [[nodiscard]] virtual semaphore_transfer transfer() const = 0;
};

struct semaphore_strategy : strategy {
  std::uint32_t largest;  // the largest maximum that it can count to
  result<std::unique_ptr<semaphore>> (*make)(std::uint32_t initial, std::uint32_t maximum, semaphore_memory& shared);
  result<std::unique_ptr<semaphore>> (*attach)(const semaphore_transfer& from, semaphore_memory& shared);
};

/// What this build has, in the order of preference of the target.
[[nodiscard]] std::span<const semaphore_strategy* const> semaphore_strategies();

/// A new semaphore by the strategy that serves. `maximum` zero means as large as the strategy counts.
/// Fails with invalid_argument if initial is above maximum, or maximum above what the strategy counts to.
result<std::unique_ptr<semaphore>> make_semaphore(std::uint32_t initial, std::uint32_t maximum,
                                                  semaphore_memory& shared);
/// The semaphore that a parent handed over.
result<std::unique_ptr<semaphore>> attach_semaphore(const semaphore_transfer& from, semaphore_memory& shared);

}  // namespace multiprocessing::platform
