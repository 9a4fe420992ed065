// SPDX-License-Identifier: BSL-1.0
// The verbs that look and do not run: list, show and doctor.
#pragma once

#include <filesystem>
#include <string>

#include "model.hpp"

namespace procport::runner {

struct LookOptions {
  std::filesystem::path host, requirements, out = "out/run";
  Selection selection;
  bool list_requirements = false;
  std::string format = "text";
  std::string id;
};

/// Each returns an exit code, and throws Refusal for what prevents it.
[[nodiscard]] int list(const LookOptions& options);
[[nodiscard]] int show(const LookOptions& options);
[[nodiscard]] int doctor(const LookOptions& options);

}  // namespace procport::runner
