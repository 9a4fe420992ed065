// SPDX-License-Identifier: BSL-1.0
// Proofs in a second process: this program, launched again, uses what this process made, at another address.
//
// A probe that stays in one process cannot see that a primitive works for one process alone, or only where memory has
// the same address. So a strategy whose own probe was content is proven once in a peer before it serves.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/strategy.hpp"

namespace multiprocessing::platform {

/// A variable of the environment of a program that is being launched; taken out where the value is empty.
struct launch_variable {
  std::string_view name;
  std::string value;
};

/// For whoever builds the environment of a launch. Called by the thread that launches.
[[nodiscard]] std::vector<launch_variable> launch_variables();

/// What speaks against launching this program once more to be something else than what its main does, or nothing.
[[nodiscard]] std::optional<error> no_second_process();

struct proof {
  evidence found;
  bool stands = false;  // a peer has seen it work, here or in a process that says so
};

/// What a quick probe has `seen`, completed: still working, with a detail that says that it was proven or why it could
/// not be (that no peer can be launched is no refusal); or refused, because a peer saw something else.
[[nodiscard]] proof proven(std::string_view primitive, const strategy& asked, evidence seen);

}  // namespace multiprocessing::platform
