// SPDX-License-Identifier: BSL-1.0
// The one place that decides what a run as a whole says, and with which exit code.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "model.hpp"
#include "requirements.hpp"

namespace procport::runner {

/// What the gate looks at; no more than that.
struct GateInput {
  std::string level = "core";  // the level that is judged; requirements beyond it are told, and judge nothing
  bool trusted = true;
  std::vector<std::string> why_not;
  bool complete = true;
  bool everything = true;                 // no selection was made
  int signal = 0;                         // that stopped the run, or 0
  std::vector<Requirement> requirements;  // of the catalogue; empty where there is none
  std::vector<CaseResults> cases;
  std::set<std::string> excused;    // requirements that are expected to be unsupported here
  std::vector<std::string> health;  // of the expectations: told, and judges nothing
};

/// A pure function. When more than one reason applies, the one that makes the others unreliable gives the result
/// (signal, not trusted, incomplete, unexpected); all of them are in the list.
[[nodiscard]] GateResult decide(const GateInput& input);

/// How one requirement fared over all its cases and variants.
[[nodiscard]] std::string rollup(const Requirement& requirement, const std::vector<CaseResults>& cases);

}  // namespace procport::runner
