// SPDX-License-Identifier: BSL-1.0
// Semaphores made and attached by the strategy that serves.
#include "platform/semaphore.hpp"

#include "common/selection.hpp"

namespace multiprocessing::platform {
namespace {

constinit choice_cache chosen_before;

}  // namespace

result<std::unique_ptr<semaphore>> make_semaphore(std::uint32_t initial, std::uint32_t maximum,
                                                  semaphore_memory& shared) {
  const auto chosen = serving("semaphore", semaphore_strategies(), chosen_before);
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
  const auto by = handed_over("attach_semaphore", from.strategy, semaphore_strategies());
  if (!by) return by.error();
  return (*by)->attach(from, shared);
}

}  // namespace multiprocessing::platform
