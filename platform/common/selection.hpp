// SPDX-License-Identifier: BSL-1.0
// Choosing out of a typed list of strategies.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "common/probe.hpp"
#include "common/profiles.hpp"
#include "platform/strategy.hpp"

namespace multiprocessing::platform {

/// The strategy that serves for `primitive` out of those of a typed list that are `fit` for this use. One that was
/// forced and is not fit is passed over: the order of preference serves in its place.
template <class Strategy, class Fit>
result<const Strategy*> serving(std::string_view primitive, std::span<const Strategy* const> known, Fit fit) {
  std::vector<const strategy*> plain;
  for (const Strategy* each : known) {
    if (fit(*each)) plain.push_back(each);
  }
  const auto chosen = select_strategy(primitive, plain, plain.size() < known.size());
  if (!chosen) return chosen.error();
  return static_cast<const Strategy*>(plain[*chosen]);
}

template <class Strategy>
result<const Strategy*> serving(std::string_view primitive, std::span<const Strategy* const> known) {
  return serving(primitive, known, [](const Strategy&) { return true; });
}

/// The strategy that another process of this program has made an object with.
template <class Strategy>
result<const Strategy*> handed_over(std::string_view operation, std::string_view name,
                                    std::span<const Strategy* const> known) {
  const auto found = std::ranges::find(known, name, &Strategy::name);
  if (found == known.end())
    return unsupported_error(operation, "'" + std::string(name) + "' is not in this build");
  const evidence& seen = remembered_probe(**found);
  if (seen.state != availability::works)
    return unsupported_error(operation, "handed over, but " + describe(name, seen));
  return *found;
}

}  // namespace multiprocessing::platform
