// SPDX-License-Identifier: BSL-1.0
// Waiting on a word, made and attached by the strategy that serves.
#include "platform/wait_on_address.hpp"

#include "common/selection.hpp"

namespace multiprocessing::platform {
namespace {

constinit choice_cache chosen_before;

}  // namespace

result<std::unique_ptr<address_wait>> make_address_wait(wait_memory& memory) {
  const auto chosen = serving("address", wait_on_address_strategies(), chosen_before);
  if (!chosen) return chosen.error();
  return (*chosen)->make(memory);
}

result<std::unique_ptr<address_wait>> attach_address_wait(const wait_transfer& from, wait_memory& memory) {
  const auto by = handed_over("attach_address_wait", from.strategy, wait_on_address_strategies());
  if (!by) return by.error();
  return (*by)->attach(from, memory);
}

}  // namespace multiprocessing::platform
