// SPDX-License-Identifier: BSL-1.0
// Locks made and attached by the strategy that serves.
#include "platform/lock.hpp"

#include <algorithm>
#include <array>

#include "common/selection.hpp"

namespace multiprocessing::platform {
namespace {

constinit std::array<choice_cache, 3> chosen_before;  // one for each lock_releaser

}  // namespace

result<std::unique_ptr<lock>> make_lock(lock_memory& memory, lock_releaser releaser) {
  choice_cache& cache = chosen_before[static_cast<std::size_t>(releaser)];
  const auto chosen = serving("lock", lock_strategies(), cache, [releaser](const lock_strategy& each) {
    return each.released_by <= releaser;  // whoever lets more people release lets these as well
  });
  if (!chosen) return chosen.error();
  return (*chosen)->make(memory);
}

result<std::unique_ptr<lock>> attach_lock(const lock_transfer& from, lock_memory& memory) {
  const auto by = handed_over("attach_lock", from.strategy, lock_strategies());
  if (!by) return by.error();
  return (*by)->attach(from, memory);
}

}  // namespace multiprocessing::platform
