// SPDX-License-Identifier: BSL-1.0
// `procport req power`: whether the cases find what they claim to find. The system is broken in one way at a time, and
// each requirement that a defect is aimed at must show it.
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "defects.hpp"

namespace procport::runner {

struct PowerOptions {
  std::filesystem::path host, selftest_host, requirements, defects, interposer, out = "out/power";
  std::vector<std::string> only;  // globs over the ids of defects; empty is all
  std::size_t jobs = 0;           // 0: one for each processor
  double timeout_scale = 0.25;    // much of what is broken hangs, and need not do so for long
  std::string format = "text";
};

/// What one requirement made of one defect.
struct Aim {
  std::string requirement;
  std::vector<std::string> results;  // "VERDICT CASE [VARIANT]" of each result that counts: the red ones, or, where
                                     // the defect is absorbed, those that did not pass
  std::size_t tried = 0;
};

struct DefectOutcome {
  Defect defect;
  bool struck = false;
  std::string problem;  // why it could not be tried, or nothing
  std::vector<Aim> aims;

  /// Whether an aim came out as the list of defects says.
  [[nodiscard]] bool hit(const Aim& aim) const;
  /// Whether all did, and the defect showed at all.
  [[nodiscard]] bool as_listed() const;
};

/// Returns 0 if every defect came out as listed, else 1. Throws Refusal for what prevents it.
[[nodiscard]] int power(const PowerOptions& options);

/// The document (schema "procport-power" 1.0), and the tables for people.
[[nodiscard]] boost::json::object power_document(const std::vector<DefectOutcome>& outcomes);
[[nodiscard]] std::string power_in_markdown(const std::vector<DefectOutcome>& outcomes, const Catalogue& catalogue);
[[nodiscard]] std::string power_in_words(const std::vector<DefectOutcome>& outcomes, const Catalogue& catalogue);

}  // namespace procport::runner
