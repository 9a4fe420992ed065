// SPDX-License-Identifier: BSL-1.0
// RLock: a lock that its holder may take again.
#pragma once

#include <memory>

#include "multiprocessing/serialization.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

namespace detail {
struct RLockState;
}

/// Held by one thread of one process, any number of times. Copies name the same lock. Fits std::scoped_lock and std::unique_lock.
class RLock {
 public:
  RLock();
  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt);
  void release();
  [[nodiscard]] bool locked() const;
  /// Makes a lock whose holder died usable again.
  void recover();

  void lock() { (void)acquire(); }
  [[nodiscard]] bool try_lock() { return acquire(std::chrono::nanoseconds{0}); }
  void unlock() { release(); }

  void save(detail::OutputArchive& archive) const;
  void load(detail::InputArchive& archive);

 private:
  std::shared_ptr<detail::RLockState> state_;
};

}  // namespace multiprocessing
