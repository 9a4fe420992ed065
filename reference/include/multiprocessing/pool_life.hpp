// SPDX-License-Identifier: BSL-1.0
// The end of a pool, whatever its workers are.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "multiprocessing/crew.hpp"

namespace multiprocessing {

/// What pools of processes and of threads have in common beside their calls. Can be moved and not copied; every member
/// of one that was moved from throws ValueError.
class PoolLife {
 public:
  /// What it is moved from has no workers.
  PoolLife(PoolLife&&) noexcept = default;
  /// Exchanges the two; what was here ends with `other`.
  PoolLife& operator=(PoolLife&& other) noexcept {
    std::swap(crew_, other.crew_);
    return *this;
  }
  /// terminate().
  ~PoolLife() {
    if (crew_) detail::end_crew(*crew_);
  }

  /// Takes no more tasks. The workers end when all have been done.
  ///
  /// Promises POOL-CLOSE
  void close() { live()->close(); }
  /// Ends the workers and waits for their end. What they have not done fails with CancelledError.
  ///
  /// Promises POOL-TERMINATE
  void terminate() { live()->terminate(); }
  /// Waits for the end of the workers.
  ///
  /// Errors   ValueError unless close or terminate was called; AssertionError in a callback.
  ///
  /// Promises POOL-JOIN-RUNNING, POOL-CLOSE
  void join() { live()->join(); }
  /// The number of workers.
  [[nodiscard]] std::size_t size() const { return live()->size(); }

 protected:
  /// For the pools that derive from it.
  explicit PoolLife(std::shared_ptr<detail::Crew> crew) : crew_(std::move(crew)) {}
  /// The workers, if they were not moved from here.
  [[nodiscard]] const std::shared_ptr<detail::Crew>& live() const {
    if (!crew_) detail::refuse_moved_pool();
    return crew_;
  }

 private:
  std::shared_ptr<detail::Crew> crew_;
};

}  // namespace multiprocessing
