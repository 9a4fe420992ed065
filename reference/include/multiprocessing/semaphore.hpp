// SPDX-License-Identifier: BSL-1.0
// Semaphore and BoundedSemaphore: units that processes take and give back.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "multiprocessing/serialization.hpp"
#include "multiprocessing/stop_token.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

namespace detail {
struct SemaphoreState;
}

/// A number of units. Copies name the same semaphore. Units have no owner: those that a process had taken when it died
/// are gone until somebody releases them. One that was killed while it waited takes none along and blocks nobody.
///
/// Fork     Usable in a forked child. Under spawn pass it as an argument.
class Semaphore {
 public:
  /// The most that a semaphore counts to, on every system.
  static constexpr std::uint32_t max_value = 0x7fff'ffff;

  /// Errors   ValueError if `value` is above max_value; UnsupportedError if no semaphore works here.
  ///
  /// Promises SEMAPHORE-VALUE-LIMIT
  explicit Semaphore(std::uint32_t value = 1);

  /// Takes one unit, waiting for it if needed.
  ///
  /// \param timeout  How long to wait, on the steady clock. `std::nullopt` waits without limit; zero or less tries once
  ///                 and returns.
  /// \returns        true if a unit was taken; false if the time ran out, never earlier than that.
  ///
  /// If a process is killed in the middle of a release, or just as it is woken, others may find the unit up to 100 ms
  /// late.
  ///
  /// Threads  Safe to call from several threads and processes at once. Which waiter wins is not specified.
  ///
  /// Promises SEMAPHORE-COUNT, SEMAPHORE-ACQUIRE-TIMEOUT, SEMAPHORE-ACQUIRE-TRY, SEMAPHORE-PROCESSES,
  ///          SEMAPHORE-WAITER-KILLED
  /// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.Semaphore
  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt);
  /// The same, and false if `stop` asks to give up. A request wakes the waiter, or is seen within 100 ms if another
  /// waiter is woken in its place.
  ///
  /// Promises SEMAPHORE-ACQUIRE-STOP
  [[nodiscard]] bool acquire(StopToken stop, Timeout timeout = std::nullopt);

  /// Gives one unit back, or one more.
  ///
  /// Errors   ValueError if there are as many as it may have: the first value of a BoundedSemaphore, otherwise
  ///          max_value. Exact, however many processes release at once.
  ///
  /// Promises SEMAPHORE-RELEASE-ABOVE, SEMAPHORE-BOUNDED, SEMAPHORE-BOUNDED-EXACT
  /// Differs  In Python the bound is not checked on macOS, and may be passed by processes that release at once on
  ///          POSIX.
  void release();

  /// The units that are free at this moment.
  ///
  /// Promises SEMAPHORE-VALUE
  /// Differs  Python has it not on macOS.
  [[nodiscard]] std::uint32_t get_value() const;
  /// True if no unit is free at this moment.
  ///
  /// Promises SEMAPHORE-LOCKED
  [[nodiscard]] bool locked() const { return get_value() == 0; }

  /// `<Semaphore(value=2)>`, `<BoundedSemaphore(value=2, maxvalue=3)>`.
  ///
  /// Promises SEMAPHORE-PRINTED
  friend std::string to_string(const Semaphore& semaphore);

  void save(detail::OutputArchive& archive) const;
  void load(detail::InputArchive& archive);

 protected:
  /// With a bound that release() keeps.
  Semaphore(std::uint32_t value, std::uint32_t maximum);

 private:
  std::shared_ptr<detail::SemaphoreState> state_;
};

/// A semaphore that refuses to be released more often than it was acquired: ValueError.
class BoundedSemaphore : public Semaphore {
 public:
  /// With `value` units now and at the most. Errors as those of Semaphore.
  explicit BoundedSemaphore(std::uint32_t value = 1) : Semaphore(value, value) {}
};

[[nodiscard]] std::string to_string(const Semaphore& semaphore);

}  // namespace multiprocessing
