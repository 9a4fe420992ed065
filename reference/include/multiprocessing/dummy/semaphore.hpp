// SPDX-License-Identifier: BSL-1.0
// Semaphore and BoundedSemaphore among threads.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>

#include "multiprocessing/dummy/monitor.hpp"

namespace multiprocessing::dummy {

/// multiprocessing::Semaphore, among the threads of this process.
///
/// Promises DUMMY-SEMAPHORE, DUMMY-STOP, DUMMY-TEXT
class Semaphore {
 public:
  /// With so many units.
  explicit Semaphore(std::uint32_t value = 1) : Semaphore(value, unbounded) {}

  /// Takes a unit, waiting for it at most so long. \returns whether it was taken.
  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt) { return acquire(StopToken(), timeout); }
  /// The same, and false if `stop` asks to give up, which wakes the waiter. Tries once if that has happened before.
  [[nodiscard]] bool acquire(StopToken stop, Timeout timeout = std::nullopt);
  /// Gives a unit back, or one more.
  ///
  /// Errors   ValueError if there are as many units as it can count: the first value of a BoundedSemaphore.
  void release();
  /// How many units there are at this moment.
  [[nodiscard]] std::uint32_t get_value() const;
  /// Whether there is none.
  [[nodiscard]] bool locked() const { return get_value() == 0; }
  /// As that of multiprocessing::Semaphore.
  friend std::string to_string(const Semaphore& semaphore);

 protected:
  /// What one that has no bound counts to.
  static constexpr std::uint32_t unbounded = std::numeric_limits<std::uint32_t>::max();
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

/// As that of multiprocessing::Semaphore.
[[nodiscard]] std::string to_string(const Semaphore& semaphore);

}  // namespace multiprocessing::dummy
