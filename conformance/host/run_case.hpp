// SPDX-License-Identifier: BSL-1.0
// Runs one case, once, in this process.
#pragma once

#include <filesystem>

#include "conformance/host/registry.hpp"

namespace conformance {

/// The words that a host may declare, with the exit codes that go with them.
enum class Declared { pass = 0, observed = 10, fail = 1, unsupported = 2, broken = 3 };

/// Runs the case and writes its record. Returns the exit code of the host.
[[nodiscard]] int run_case(const Case& the_case, const Variant& variant, const std::filesystem::path& control);

}  // namespace conformance
