// SPDX-License-Identifier: BSL-1.0
// How one of several mechanisms is chosen for a primitive: by probing at run time, by profile, or by force.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/error.hpp"

namespace multiprocessing::platform {

enum class availability { works, refused, absent };

/// What a probe saw: the deciding call, and what the system answered.
struct evidence {
  availability state = availability::absent;
  std::string call;      // "pidfd_open(getpid(), 0)"
  std::error_code code;  // empty when the call succeeded
  std::string detail;    // a sentence, where there is more to say
};

/// What every strategy has, whatever its primitive: a name, and a probe that is run once and remembered.
struct strategy {
  std::string_view name;  // the mechanism, lower case, hyphens: "sem-open"
  evidence (*probe)();
};

/// Sets what may serve, for this process and what it starts from now on: a profile ("native"), a list
/// ("semaphore:futex,exit:pidfd"), or both ("fallback,exit:pidfd"). What MULTIPROCESSING_STRATEGY says goes before it.
/// Fails with invalid_argument and a reason that lists the possible words, if a word is unknown, here or in the
/// environment.
result<> use_strategies(std::string_view specification);

/// What was set, in the form that use_strategies takes, for handing to a launched child.
[[nodiscard]] std::string strategies_in_use();

/// The names of the profiles: classic, native, fallback.
[[nodiscard]] std::vector<std::string> profile_names();

/// One line of the report: a strategy, whether it works here and why, and whether it is the one that serves.
struct strategy_report {
  std::string primitive;
  std::string name;
  evidence found;
  bool selected = false;
};

/// Probes everything that this build has, in order of preference for each primitive.
[[nodiscard]] std::vector<strategy_report> report_strategies();

/// In this variable a process tells those that it launches what has been proven in a second process, so that they need
/// not do it again: "semaphore:futex,memory:memfd". Who sets it to "all" wants no proofs.
inline constexpr const char* proven_variable = "MULTIPROCESSING_PROVEN";
/// What this process would put there: what it has been told and what it has proven.
[[nodiscard]] std::string proven_strategies();

/// The index of the strategy that serves for `primitive`, out of `known` in the order of preference of this target.
/// Fails as unsupported, with what each probe said, if none works, or if the forced one does not. `some_left_out` says
/// that `known` is not all that the target has: then a forced one that is not among them leaves the choice to the order.
result<std::size_t> select_strategy(std::string_view primitive, std::span<const strategy* const> known,
                                    bool some_left_out = false);

}  // namespace multiprocessing::platform
