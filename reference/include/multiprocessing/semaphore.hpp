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

/// A number of units. Copies name the same semaphore. Units have no owner: those of a process that dies are gone.
///
/// Fork     Usable in a forked child. Under spawn pass it as an argument.
class Semaphore {
 public:
  /// Errors   ValueError if the strategy that serves cannot count to `value`; UnsupportedError if none works here.
  explicit Semaphore(std::uint32_t value = 1);

  /// Takes one unit, waiting for it if needed.
  ///
  /// \param timeout  How long to wait. `std::nullopt` waits without limit; zero or less tries once and returns.
  /// Measured
  ///                 on the steady clock where the strategy can (`sem-open` needs sem_clockwait for it).
  /// \returns        true if a unit was taken; false if the time ran out, never earlier than that.
  ///
  /// Threads  Safe to call from several threads and processes at once. Which waiter wins is not specified.
  ///
  /// Promises SEMAPHORE-COUNT, SEMAPHORE-ACQUIRE-TIMEOUT, SEMAPHORE-ACQUIRE-TRY, SEMAPHORE-PROCESSES
  /// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.Semaphore
  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt);

  /// Gives one unit back, or one more.
  ///
  /// Errors   ValueError if there are as many as it can count: the first value of a BoundedSemaphore, otherwise what
  /// the
  ///          strategy allows.
  ///
  /// Promises SEMAPHORE-RELEASE-ABOVE, SEMAPHORE-BOUNDED, SEMAPHORE-LIMITS
  void release();

  /// The units that are free at this moment.
  ///
  /// Errors   UnsupportedError where the system does not tell.
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
