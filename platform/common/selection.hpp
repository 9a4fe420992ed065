// SPDX-License-Identifier: BSL-1.0
// Choosing out of a typed list of strategies.
#pragma once

#include <algorithm>
#include <atomic>
#include <span>
#include <vector>

#include "common/probe.hpp"
#include "common/profiles.hpp"
#include "platform/strategy.hpp"

namespace multiprocessing::platform {

/// Remembers a choice for as long as nobody wishes anything else, so that a call that is made often costs a look at the
/// environment. Lock-free, and forked children take it with them. One for each list that is chosen from.
class choice_cache {
 public:
  /// What was asked for by environment and program. Equal as long as neither has changed.
  struct wishes {
    const void* environment;
    const void* program;
    bool operator==(const wishes&) const = default;
  };
  [[nodiscard]] static wishes current();

  [[nodiscard]] const strategy* find(const wishes& now) const;
  void remember(const wishes& now, const strategy& chosen);

 private:
  struct entry;
  std::atomic<const entry*> last_{nullptr};
};

/// The strategy that serves for `primitive` out of those of a typed list that are `fit` for this use. One that was
/// forced and is not fit is passed over: the order of preference serves in its place.
template <class Strategy, class Fit>
result<const Strategy*> serving(std::string_view primitive, std::span<const Strategy* const> known, choice_cache& cache,
                                Fit fit) {
  const choice_cache::wishes now = choice_cache::current();
  if (const strategy* last = cache.find(now)) return static_cast<const Strategy*>(last);
  std::vector<const strategy*> plain;
  for (const Strategy* each : known) {
    if (fit(*each)) plain.push_back(each);
  }
  const auto chosen = select_strategy(primitive, plain, plain.size() < known.size());
  if (!chosen) return chosen.error();
  cache.remember(now, *plain[*chosen]);
  return static_cast<const Strategy*>(plain[*chosen]);
}

template <class Strategy>
result<const Strategy*> serving(std::string_view primitive, std::span<const Strategy* const> known,
                                choice_cache& cache) {
  return serving(primitive, known, cache, [](const Strategy&) { return true; });
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
