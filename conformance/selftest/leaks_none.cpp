// SPDX-License-Identifier: BSL-1.0
// For systems whose processes and named objects this program does not know how to leak.
#include "selftest.hpp"

namespace selftest {

std::span<const Case> leaking_cases() { return {}; }

int help(const std::vector<std::string>&) { return 64; }

}  // namespace selftest
