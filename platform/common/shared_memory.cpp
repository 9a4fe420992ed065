// SPDX-License-Identifier: BSL-1.0
// Shared memory made by the strategy that serves.
#include "platform/shared_memory.hpp"

#include "common/selection.hpp"

namespace multiprocessing::platform {
namespace {

constinit choice_cache chosen_before;

}  // namespace

result<shared_memory> make_shared_memory(std::size_t size) {
  if (size == 0) {
    return error{"make_shared_memory", std::make_error_code(std::errc::invalid_argument),
                 "a region has at least one byte"};
  }
  const auto chosen = serving("memory", shared_memory_strategies(), chosen_before);
  if (!chosen) return chosen.error();
  auto backing = (*chosen)->create(size);
  if (!backing) return backing.error();
  return map_shared_memory(*std::move(backing), size);
}

}  // namespace multiprocessing::platform
