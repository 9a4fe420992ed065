// SPDX-License-Identifier: BSL-1.0
// Barrier: a number of processes or threads wait for one another.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "multiprocessing/barrier_action.hpp"
#include "multiprocessing/serialization.hpp"
#include "multiprocessing/stop_token.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

namespace detail {
struct BarrierState;
}  // namespace detail

/// Lets nobody go on before `parties` have come, pass after pass. Copies name the same barrier.
///
/// Fork     Usable in a forked child. Under spawn pass it as an argument.
class Barrier {
 public:
  /// The most parties that a barrier can have, on every system.
  static constexpr std::uint32_t max_parties = 1U << 20U;

  /// Empty: an argument that is still to be loaded.
  Barrier() = default;
  /// \param parties  How many wait for one another.
  /// \param timeout  What wait() waits at most, unless it is told otherwise.
  ///
  /// Errors   ValueError if `parties` is zero or above max_parties.
  ///
  /// Promises BARRIER-PARTIES, BARRIER-DEFAULT-TIMEOUT
  explicit Barrier(std::uint32_t parties, Timeout timeout = std::nullopt) : Barrier(parties, nullptr, timeout) {}
  /// \param parties  How many wait for one another.
  /// \param action  Called once in each pass by the last that comes, before anybody goes on. Each process has its own
  ///                copy. As the target of a Process, it must be a function, an object without state or one that cereal
  ///                can write and read, if the barrier is to be passed to a spawned process.
  /// \param timeout  What wait() waits at most, unless it is told otherwise.
  ///
  /// Promises BARRIER-ACTION
  template <std::invocable Action>
  Barrier(std::uint32_t parties, Action action, Timeout timeout = std::nullopt)
      : Barrier(parties, std::make_shared<detail::BarrierActionOf<std::decay_t<Action>>>(std::move(action)), timeout) {}

  /// Waits for the other parties.
  ///
  /// \param timeout  How long to wait. `std::nullopt` means the barrier's own timeout; zero or less does not wait.
  /// \returns        0 for the first that came in this pass, 1 for the second, and so on.
  ///
  /// Errors   BrokenBarrierError if the barrier is broken or reset meanwhile: because the time of one of the parties
  ///          ran out, because one was killed while it waited (seen within about 100 ms), because the action threw
  ///          (what it throws reaches its caller). A party that dies before it comes is not known to the barrier. When
  ///          all have come, and the action runs, no time runs out any more.
  /// Threads  Of more callers than parties, those that come too early wait for the next pass.
  ///
  /// Promises BARRIER-WAIT, BARRIER-WAIT-INDEX, BARRIER-PASSES, BARRIER-WAIT-TIMEOUT, BARRIER-ONE,
  ///          BARRIER-ACTION-THROWS, BARRIER-WAITER-KILLED, BARRIER-ACTION-KILLED
  /// Source   CPython 3.14 docs, library/threading, Barrier.wait
  /// Differs  In Python a killed waiter blocks the others for ever.
  std::size_t wait(Timeout timeout = std::nullopt);
  /// The same; if `stop` asks to give up, the barrier breaks, for nobody can pass it in this pass any more.
  ///
  /// Promises BARRIER-WAIT-STOP
  std::size_t wait(StopToken stop, Timeout timeout = std::nullopt);

  /// Sends those who wait away with BrokenBarrierError, and makes a broken barrier whole.
  ///
  /// Promises BARRIER-RESET, BARRIER-ABORT-RESET
  void reset();
  /// Breaks the barrier, for those who wait and those who come, until it is reset.
  ///
  /// Promises BARRIER-ABORT
  void abort();

  /// How many must come for a pass.
  [[nodiscard]] std::uint32_t parties() const;
  /// How many wait in this pass; those who have been let go are not counted.
  [[nodiscard]] std::size_t n_waiting() const;
  /// Whether it is broken, until it is reset.
  [[nodiscard]] bool broken() const;

  /// `<Barrier at 0x…: waiters=1/5>`, `<Barrier at 0x…: broken>`.
  friend std::string to_string(const Barrier& barrier);

  void save(detail::OutputArchive& archive) const;
  void load(detail::InputArchive& archive);

 private:
  Barrier(std::uint32_t parties, std::shared_ptr<detail::BarrierAction> action, Timeout timeout);
  std::shared_ptr<detail::BarrierState> state_;
};

[[nodiscard]] std::string to_string(const Barrier& barrier);

}  // namespace multiprocessing
