// SPDX-License-Identifier: BSL-1.0
// Locks made and attached by the strategy that serves.
#include "platform/lock.hpp"

#include <algorithm>

#include "common/selection.hpp"

namespace multiprocessing::platform {

result<std::unique_ptr<lock>> make_lock(lock_memory& memory, lock_releaser releaser) {
  const auto chosen = serving("lock", lock_strategies(), [releaser](const lock_strategy& each) {
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
