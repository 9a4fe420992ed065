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
  /// With so many units.
  explicit Semaphore(std::uint32_t value = 1) : Semaphore(value, std::numeric_limits<std::uint32_t>::max()) {}

  /// Takes a unit, waiting for it at most so long. \returns whether it was taken.
  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt);
  /// Gives a unit back, or one more.
  ///
  /// Errors   ValueError if there are as many units as it can count: the first value of a BoundedSemaphore.
  void release();
  /// How many units there are at this moment.
  [[nodiscard]] std::uint32_t get_value() const;
  /// Whether there is none.
  [[nodiscard]] bool locked() const { return get_value() == 0; }

 protected:
  /// For BoundedSemaphore.
  Semaphore(std::uint32_t value, std::uint32_t maximum);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// multiprocessing::BoundedSemaphore, among the threads of this process: never more units than at first.
class BoundedSemaphore : public Semaphore {
 public:
  /// With so many units.
  explicit BoundedSemaphore(std::uint32_t value = 1) : Semaphore(value, value) {}
};

}  // namespace multiprocessing::dummy
