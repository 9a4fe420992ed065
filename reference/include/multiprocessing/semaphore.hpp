// SPDX-License-Identifier: BSL-1.0
// Semaphore and BoundedSemaphore: units that processes take and give back.
#pragma once

#include <cstdint>
#include <memory>

#include "multiprocessing/serialization.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

namespace detail {
struct SemaphoreState;
}

/// Copies name the same semaphore.
class Semaphore {
 public:
  explicit Semaphore(std::uint32_t value = 1);
  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt);
  void release();
  [[nodiscard]] std::uint32_t get_value() const;

  void save(detail::OutputArchive& archive) const;
  void load(detail::InputArchive& archive);

 protected:
  Semaphore(std::uint32_t value, std::uint32_t maximum);

 private:
  std::shared_ptr<detail::SemaphoreState> state_;
};

/// A semaphore that refuses to be released more often than it was acquired: ValueError.
class BoundedSemaphore : public Semaphore {
 public:
  explicit BoundedSemaphore(std::uint32_t value = 1) : Semaphore(value, value) {}
};

}  // namespace multiprocessing
