// SPDX-License-Identifier: BSL-1.0
// From a selection to tasks in an order in which a requirement comes after what it builds on.
#pragma once

#include <optional>
#include <vector>

#include "model.hpp"
#include "requirements.hpp"

namespace procport::runner {

/// One run of one case in one variant.
struct Task {
  std::size_t case_index = 0;     // into Host::cases
  std::size_t variant_index = 0;  // into Host::variants
  int attempt = 1;
  std::vector<std::size_t> after;  // tasks whose verdict can block this one
};

struct Plan {
  std::vector<Task> tasks;
  std::vector<std::size_t> cases;     // that have a task, in the host's order
  std::vector<std::size_t> variants;  // likewise
};

/// Throws Refusal{3} with near matches when nothing is selected.
[[nodiscard]] Plan make_plan(const Host& host, const Catalogue& catalogue, const Selection& selection, int repeat,
                             std::optional<std::uint64_t> shuffle_seed);

/// True if a requirement of `level` is asked for by `--level wanted`; `core` is part of `extended`, and so on.
/// What the model leaves open belongs to every level: it is recorded and judges nothing.
[[nodiscard]] bool level_includes(std::string_view wanted, std::string_view level);

/// The id of a requirement that the task builds on and that an earlier verdict shows to be unmet, if any.
[[nodiscard]] std::optional<std::string> blocked_by(const Plan& plan, const Host& host, const Catalogue& catalogue,
                                                    std::size_t task, const std::vector<Verdict>& verdicts);

}  // namespace procport::runner
