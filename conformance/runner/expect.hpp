// SPDX-License-Identifier: BSL-1.0
// `procport expect check`: whether what is expected of targets can still be meant: a state for each expectation.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "expectations.hpp"
#include "requirements.hpp"

namespace procport::runner {

struct ExpectOptions {
  std::filesystem::path host, requirements;
  std::string launcher;
  std::vector<std::filesystem::path> files;    // of expectations
  std::vector<std::filesystem::path> results;  // documents of runs, or their folders; none: what can be told without
};

/// One expectation with what is the matter with it; nothing, if it is well.
struct ExpectationState {
  ExpectationRow row;
  std::string state;                  // active, unseen, unreachable, expired, healed or drifted
  std::vector<std::string> problems;  // sentences
};

/// What a catalogue and a host say of expectations. `today` is YYYY-MM-DD. A pure function.
[[nodiscard]] std::vector<ExpectationState> states_of(const std::vector<ExpectationRow>& rows,
                                                      const Catalogue& catalogue, const Host& host,
                                                      const std::string& today);

/// Returns 0 if every expectation is well, else 1. Throws Refusal for what prevents it.
[[nodiscard]] int expect_check(const ExpectOptions& options);

}  // namespace procport::runner
