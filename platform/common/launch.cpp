// SPDX-License-Identifier: BSL-1.0
// Launching programs by the strategy that serves.
#include "common/selection.hpp"
#include "platform/process.hpp"

namespace multiprocessing::platform {
namespace {

constinit choice_cache chosen_before;

}  // namespace

result<std::unique_ptr<child_process>> launch_process(const launch_request& request) {
  const auto chosen = serving("launch", launch_strategies(), chosen_before);
  if (!chosen) return chosen.error();
  return (*chosen)->launch(request);
}

result<> launch_supported() {
  const auto chosen = serving("launch", launch_strategies(), chosen_before);
  if (!chosen) return chosen.error();
  return {};
}

}  // namespace multiprocessing::platform
