// SPDX-License-Identifier: BSL-1.0
// Semaphore and BoundedSemaphore among threads.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>

#include "multiprocessing/dummy/monitor.hpp"

namespace multiprocessing::dummy {

/// multiprocessing::Semaphore, among the threads of this process.
///
/// Promises DUMMY-SEMAPHORE
class Semaphore {
 public:
  explicit Semaphore(std::uint32_t value = 1) : Semaphore(value, std::numeric_limits<std::uint32_t>::max()) {}

  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt);
  /// Errors   ValueError if there are as many units as it can count: the first value of a BoundedSemaphore.
  void release();
  [[nodiscard]] std::uint32_t get_value() const;
  [[nodiscard]] bool locked() const { return get_value() == 0; }

 protected:
  Semaphore(std::uint32_t value, std::uint32_t maximum);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

class BoundedSemaphore : public Semaphore {
 public:
  explicit BoundedSemaphore(std::uint32_t value = 1) : Semaphore(value, value) {}
};

}  // namespace multiprocessing::dummy
