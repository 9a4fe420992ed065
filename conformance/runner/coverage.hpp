// SPDX-License-Identifier: BSL-1.0
// `procport req coverage`: which requirements have a case and why the others have none, and what became of the sources
// that the catalogue is made from.
#pragma once

#include <filesystem>

#include "verbs.hpp"

namespace procport::runner {

struct CoverageOptions {
  LookOptions look;
  std::filesystem::path sources;  // a folder
  bool reasons = false;           // name what was left out of the sources, and why
};

/// Returns 0 if each requirement has a case or a reason why not, else 1. Throws Refusal for what prevents it.
[[nodiscard]] int coverage(const CoverageOptions& options);

}  // namespace procport::runner
