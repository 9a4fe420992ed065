// SPDX-License-Identifier: BSL-1.0
// Cases whose outcome is known in advance, run on the target before every run: if one comes out wrong, the runner
// cannot be believed there.
#pragma once

#include <filesystem>
#include <vector>

#include "execution.hpp"

namespace procport::runner {

/// Runs the canaries of the self-test host. A host that does not even list is one canary that went wrong.
[[nodiscard]] std::vector<Canary> run_canaries(Engine& engine, const std::filesystem::path& selftest_host,
                                               std::size_t jobs);

/// A pure function: does a result look as the canary of this kind must? Where the containment is not strong, leaks
/// may be out of sight, and a residue that is not known is accepted.
[[nodiscard]] Canary check_canary(const std::string& kind, const Result& result);

[[nodiscard]] const std::vector<std::string>& canary_kinds();

}  // namespace procport::runner
