// SPDX-License-Identifier: BSL-1.0
// What the host says of itself and of the system, as JSON Lines.
#pragma once

#include <iosfwd>

namespace conformance {

inline constexpr int protocol_version = 1;

/// `--list`: the host, its variants and its cases.
void list(std::ostream& out);
/// `--facts`: what the library found of the system.
void facts(std::ostream& out);

}  // namespace conformance
