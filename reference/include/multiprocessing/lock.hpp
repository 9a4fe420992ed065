// SPDX-License-Identifier: BSL-1.0
// Lock: mutual exclusion between processes.
#pragma once

#include <memory>

#include "multiprocessing/serialization.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

namespace detail {
struct LockState;
}

/// Copies name the same lock. Fits std::scoped_lock and std::unique_lock.
class Lock {
 public:
  Lock();
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
  std::shared_ptr<detail::LockState> state_;
};

}  // namespace multiprocessing
