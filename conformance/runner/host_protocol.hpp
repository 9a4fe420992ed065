// SPDX-License-Identifier: BSL-1.0
// Reading what a host says, protocol version 1 (conformance/README.md). Pure functions of the text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model.hpp"

namespace procport::runner {

inline constexpr std::int64_t protocol_version = 1;

/// What `host --list` wrote. Anything that is not as agreed throws Refusal{9} with the line.
[[nodiscard]] Host parse_list(std::string_view text);
/// What `host --facts` wrote; the same strictness.
[[nodiscard]] SystemFacts parse_facts(std::string_view text);
/// The control record of one case. Never throws: what is wrong is listed in `faults`, what is right is kept.
[[nodiscard]] Declared parse_control(std::string_view text, std::string_view case_id, std::string_view variant);

}  // namespace procport::runner
