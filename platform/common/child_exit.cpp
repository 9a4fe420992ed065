// SPDX-License-Identifier: BSL-1.0
// Exit watchers made by the strategy that serves.
#include "platform/child_exit.hpp"

#include "common/selection.hpp"

namespace multiprocessing::platform {
namespace {

constinit choice_cache chosen_before;

}  // namespace

result<std::unique_ptr<exit_watcher>> make_exit_watcher() {
  const auto chosen = serving("exit", child_exit_strategies(), chosen_before);
  if (!chosen) return chosen.error();
  return (*chosen)->make();
}

}  // namespace multiprocessing::platform
