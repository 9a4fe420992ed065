// SPDX-License-Identifier: BSL-1.0
// How many tasks each worker of a pool has begun: what a pool can still learn of a worker that is dead.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "multiprocessing/serialization.hpp"

namespace multiprocessing::detail {

struct BegunTasksState;

/// Numbers in shared memory, one for each place in a pool. Copies name the same ones.
class BegunTasks {
 public:
  BegunTasks() = default;  // tells nothing
  /// Tells nothing if there is no shared memory here.
  static BegunTasks make(std::size_t places);

  /// Called by the worker in that place, before it runs what it has been given.
  void note(std::size_t place) const noexcept;
  [[nodiscard]] std::uint32_t count(std::size_t place) const noexcept;
  [[nodiscard]] bool tells() const noexcept { return state_ != nullptr; }

  void save(OutputArchive& archive) const;
  void load(InputArchive& archive);

 private:
  std::shared_ptr<BegunTasksState> state_;
};

}  // namespace multiprocessing::detail
