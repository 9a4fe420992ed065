// SPDX-License-Identifier: BSL-1.0
// Waiting for handles by the strategy that serves.
#include "platform/wait.hpp"

#include "common/selection.hpp"

namespace multiprocessing::platform {
namespace {

constinit choice_cache chosen_before;

}  // namespace

result<std::vector<std::size_t>> wait_any(std::span<const native_handle> handles, const deadline& until) {
  if (handles.empty() && !until) {
    return error{"wait_any", std::make_error_code(std::errc::invalid_argument),
                 "no handles and no deadline: this would never end"};
  }
  const auto chosen = serving("wait", wait_strategies(), chosen_before);
  if (!chosen) return chosen.error();
  return (*chosen)->wait_any(handles, until);
}

}  // namespace multiprocessing::platform
