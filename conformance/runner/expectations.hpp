// SPDX-License-Identifier: BSL-1.0
// Expectations: files that name where a target is known to differ, with the reason and the evidence. A difference that
// is expected is told as such, never left out; one that has gone, or has become another, is told too.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "model.hpp"

namespace procport::runner {

/// One entry of a file of expectations.
struct ExpectationRow {
  Expectation expectation;
  std::string where, target, subject, variant, requirement, case_glob, review_by;  // where: "FILE:LINE"
  std::size_t held = 0, healed = 0, drifted = 0;                                   // results of a run that it covers

  [[nodiscard]] bool covers(const Case& info, const std::string& variant_id) const;
};

/// All entries of the files, whatever their target. Throws Refusal{9} for a file that is not as agreed.
[[nodiscard]] std::vector<ExpectationRow> load_expectations(const std::vector<std::filesystem::path>& files);

/// The expectations of a run. Empty unless files were named.
class Expectations {
 public:
  Expectations() = default;
  /// Reads the files and keeps what is for this target.
  Expectations(const std::vector<std::filesystem::path>& files, const std::string& target);

  /// Notes in a result what was expected of it, if anything. Throws Refusal{9} if two expectations disagree about it.
  void relate(const Case& info, Result& result);

  /// Whether a requirement is expected to be unsupported in every variant.
  [[nodiscard]] bool excuses(const std::string& requirement) const;
  /// One sentence for each expectation that needs a person: healed, drifted, unreachable or expired. `today` is
  /// YYYY-MM-DD; what a selection left out is not called unreachable.
  [[nodiscard]] std::vector<std::string> health(const std::string& today, bool everything) const;

 private:
  std::vector<ExpectationRow> rows_;
};

}  // namespace procport::runner
