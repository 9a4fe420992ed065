// SPDX-License-Identifier: BSL-1.0
// What this system offers, with evidence, and which of it the library uses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace multiprocessing {

/// One mechanism of the system and what the library found of it, by trying it in this process.
struct Capability {
  std::string primitive;     ///< "semaphore"
  std::string strategy;      ///< "sem-open"
  std::string availability;  ///< "works", "refused" or "absent"
  std::string call;          ///< the call that decided
  std::string error;         ///< the system's answer if it was no; empty otherwise
  int code = 0;              ///< its native number
  std::string detail;        ///< for people: what else was seen
  bool selected = false;     ///< the one that serves
};

/// Everything that was probed, in the order of preference of the target.
[[nodiscard]] std::vector<Capability> capabilities();

/// A variable of the environment, and its value.
struct EnvironmentVariable {
  std::string name;   ///< "MULTIPROCESSING_PROVEN"
  std::string value;  ///< what to set it to
};

/// What another program that uses this library may find in its environment to begin sooner: it takes what was proven in
/// this process, by capabilities() among others, for proven there. Only for programs on this system, in this sandbox.
[[nodiscard]] std::vector<EnvironmentVariable> proven_environment();

/// How much of something the system gives: descriptors, processes, bytes in a pipe.
struct Limit {
  std::string name;                    ///< "pipe-capacity"
  std::optional<std::uint64_t> value;  ///< nothing where there is no limit, or where the system does not tell
  std::string unit;                    ///< "bytes", "handles", "ns"
  std::string call;                    ///< what told it
  std::string error;                   ///< why it could not be told; empty otherwise
  int code = 0;                        ///< the native number of the error
  std::string detail;                  ///< for people: what else was seen
};

/// The limits of this system, under the same names on every target. Some are measured, which takes some milliseconds.
[[nodiscard]] std::vector<Limit> limits();

/// Named sets of strategies: "classic", "native", "fallback".
[[nodiscard]] std::vector<std::string> strategy_profiles();

/// Which strategies may serve from now on, in this process and what it starts: a profile, a list
/// ("semaphore:futex,exit:pidfd"), or both. MULTIPROCESSING_STRATEGY in the environment goes before it.
/// Call it before the first object is made. Throws ValueError that lists the possible words.
void set_strategies(std::string_view specification);

}  // namespace multiprocessing
