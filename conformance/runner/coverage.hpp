// SPDX-License-Identifier: BSL-1.0
// `procport req coverage`: which requirements have a case, and why the others have none.
#pragma once

#include "verbs.hpp"

namespace procport::runner {

/// Returns 0 if each requirement has a case or a reason why not, else 1. Throws Refusal for what prevents it.
[[nodiscard]] int coverage(const LookOptions& options);

}  // namespace procport::runner
