// SPDX-License-Identifier: BSL-1.0
// `procport run`: canaries, facts, plan, cases, gate, and the files that tell about it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model.hpp"

namespace procport::runner {

struct RunOptions {
  std::filesystem::path host, selftest_host, requirements, out = "out/run";
  std::filesystem::path emulator;  // the program that makes a system look like another one
  std::string under;               // what the system is made to look like; empty: itself
  std::string launcher;            // what starts the host, with its arguments; empty: nothing
  Selection selection;
  std::size_t jobs = 0;  // 0: one for each processor
  int repeat = 1;
  std::optional<std::uint64_t> seed;
  double timeout_scale = 1.0;
  bool canaries = true;
  std::vector<std::filesystem::path> expectations;  // files
  std::string target_name;  // empty: from the system
  std::vector<std::string> argv;
};

/// Returns the exit code of the gate. Throws Refusal for what prevents a run or cuts it off.
[[nodiscard]] int run(const RunOptions& options);

}  // namespace procport::runner
