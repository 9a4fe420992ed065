// SPDX-License-Identifier: BSL-1.0
// Semaphores made and attached by the strategy that serves.
#include "platform/semaphore.hpp"

#include <algorithm>

#include "common/probe.hpp"
#include "common/selection.hpp"

namespace multiprocessing::platform {

result<std::unique_ptr<semaphore>> make_semaphore(std::uint32_t initial, std::uint32_t maximum,
                                                  semaphore_memory& shared) {
  const auto chosen = serving("semaphore", semaphore_strategies());
  if (!chosen) return chosen.error();
  const semaphore_strategy& by = **chosen;
  const std::uint32_t ceiling = maximum == 0 ? by.largest : maximum;
  if (ceiling > by.largest || initial > ceiling) {
    return error{"make_semaphore", std::make_error_code(std::errc::invalid_argument),
                 "initial value " + std::to_string(initial) + ", maximum " + std::to_string(ceiling) + ", and " +
                     std::string(by.name) + " counts to " + std::to_string(by.largest)};
  }
  return by.make(initial, ceiling, shared);
}

result<std::unique_ptr<semaphore>> attach_semaphore(const semaphore_transfer& from, semaphore_memory& shared) {
  const auto known = semaphore_strategies();
  const auto found = std::ranges::find(known, from.strategy, &semaphore_strategy::name);
  if (found == known.end())
    return unsupported_error("attach_semaphore", "'" + from.strategy + "' is not in this build");
  const evidence& seen = remembered_probe(**found);
  if (seen.state != availability::works)
    return unsupported_error("attach_semaphore", "handed over, but " + describe(from.strategy, seen));
  return (*found)->attach(from, shared);
}

}  // namespace multiprocessing::platform
