// SPDX-License-Identifier: BSL-1.0
// Choosing out of a typed list of strategies.
#pragma once

#include <span>
#include <vector>

#include "platform/strategy.hpp"

namespace multiprocessing::platform {

/// The strategy that serves for `primitive` out of a list of some kind of strategy.
template <class Strategy>
result<const Strategy*> serving(std::string_view primitive, std::span<const Strategy* const> known) {
  const std::vector<const strategy*> plain(known.begin(), known.end());
  const auto chosen = select_strategy(primitive, plain);
  if (!chosen) return chosen.error();
  return known[*chosen];
}

}  // namespace multiprocessing::platform
