// SPDX-License-Identifier: BSL-1.0
// wait: until any of several connections and processes is ready.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "multiprocessing/connection.hpp"
#include "multiprocessing/process.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

/// Anything that wait() can wait for.
class Waitable {
 public:
  Waitable(const Connection& connection) : native_(connection.fileno()) {}
  Waitable(Sentinel sentinel) noexcept : native_(sentinel.native()) {}
  [[nodiscard]] std::intptr_t native() const noexcept { return native_; }

 private:
  std::intptr_t native_;
};

/// The indices in `objects` of those that are ready, in order; empty if the time ran out.
[[nodiscard]] std::vector<std::size_t> wait(std::span<const Waitable> objects, Timeout timeout = std::nullopt);
[[nodiscard]] inline std::vector<std::size_t> wait(std::initializer_list<Waitable> objects, Timeout timeout = std::nullopt) {
  return wait(std::span<const Waitable>(objects.begin(), objects.size()), timeout);
}

}  // namespace multiprocessing
