// SPDX-License-Identifier: BSL-1.0
// Barrier among threads.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "multiprocessing/dummy/monitor.hpp"

namespace multiprocessing::dummy {

/// multiprocessing::Barrier, among the threads of this process.
///
/// Promises DUMMY-BARRIER, DUMMY-STOP, DUMMY-TEXT
class Barrier {
 public:
  /// \param parties  How many must come before any goes on.
  /// \param action   Called once for each passing, by one of them, before any is let go. If it throws, the barrier
  ///                 breaks.
  /// \param timeout  For waits that name none.
  ///
  /// Errors   ValueError if there are no parties.
  Barrier(std::size_t parties, std::function<void()> action, Timeout timeout = std::nullopt);
  /// The same without an action.
  explicit Barrier(std::size_t parties, Timeout timeout = std::nullopt) : Barrier(parties, nullptr, timeout) {}

  ///@{
  /// Waits for the other parties, at most as long as is said here or was said to the constructor.
  ///
  /// \returns  A number from 0 to parties - 1, another one for each party of the passing.
  ///
  /// Errors   BrokenBarrierError if it is broken or reset meanwhile, or if the time runs out, which breaks it.
  std::size_t wait() { return wait(StopToken()); }
  std::size_t wait(Timeout timeout) { return wait(StopToken(), timeout); }
  ///@}
  ///@{
  /// The same; if `stop` asks to give up, the barrier breaks, for nobody can pass it in this pass any more.
  std::size_t wait(StopToken stop);
  std::size_t wait(StopToken stop, Timeout timeout);
  ///@}

  /// Makes it as new. Who waits gets the BrokenBarrierError.
  void reset();
  /// Breaks it, until it is reset.
  void abort();

  /// How many must come for a pass.
  [[nodiscard]] std::size_t parties() const;
  /// How many wait in this pass.
  [[nodiscard]] std::size_t n_waiting() const;
  /// Whether it is broken, until it is reset.
  [[nodiscard]] bool broken() const;
  /// As that of multiprocessing::Barrier.
  friend std::string to_string(const Barrier& barrier);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// As that of multiprocessing::Barrier.
[[nodiscard]] std::string to_string(const Barrier& barrier);

}  // namespace multiprocessing::dummy
