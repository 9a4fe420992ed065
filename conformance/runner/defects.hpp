// SPDX-License-Identifier: BSL-1.0
// Defects of an operating system that can be made on purpose (conformance/broken), each with what it is aimed at.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "requirements.hpp"

namespace procport::runner {

struct Defect {
  std::string id, family, text;
  std::vector<std::string> breaks;      // requirements that it is aimed at
  std::vector<std::string> variants;    // globs: where it is tried
  std::vector<std::string> cases;       // globs: which of their cases are run; empty is all
  std::optional<std::string> absorbed;  // why the library stands it; then its cases prove that
};

/// Reads a file of [[defect]]. Throws Refusal{9} for what does not fit: a member that is missing or unknown, an id that
/// is there twice or has other characters than a-z, 0-9 and -, a requirement that is in no file.
[[nodiscard]] std::vector<Defect> load_defects(const std::filesystem::path& file, const Catalogue& catalogue);

}  // namespace procport::runner
