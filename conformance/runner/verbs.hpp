// SPDX-License-Identifier: BSL-1.0
// The verbs that look and do not run: list, show and doctor.
#pragma once

#include <filesystem>
#include <string>

#include "model.hpp"

namespace procport::runner {

class Engine;

struct LookOptions {
  std::filesystem::path host, requirements, out = "out/run";
  std::string launcher;  // as in RunOptions
  Selection selection;
  bool list_requirements = false;
  std::string format = "text";
  std::string id;
};

/// What the host of the options says of itself.
[[nodiscard]] Host listed_host(Engine& engine, const LookOptions& options);

/// Each returns an exit code, and throws Refusal for what prevents it.
[[nodiscard]] int list(const LookOptions& options);
[[nodiscard]] int show(const LookOptions& options);
[[nodiscard]] int doctor(const LookOptions& options);

}  // namespace procport::runner
