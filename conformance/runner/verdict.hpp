// SPDX-License-Identifier: BSL-1.0
// From three witnesses to one verdict: what the case declared, how its process ended, what was left behind.
#pragma once

#include <string>
#include <string_view>

#include "model.hpp"

namespace procport::runner {

struct Judgement {
  Verdict verdict;
  std::string reason;  // empty only for a plain pass
};

/// A pure function. The witnesses must agree: a declared pass with an exit code other than 0 is `broken`, and so is an
/// end that was never declared. What was left behind is an axis of its own and never changes the verdict.
[[nodiscard]] Judgement judge(const Declared& declared, const Ending& ending, std::chrono::milliseconds limit);

/// The witnesses in words, for the record.
[[nodiscard]] std::string declared_in_words(const Declared& declared);
[[nodiscard]] std::string exit_in_words(const Ending& ending, std::chrono::milliseconds limit);
[[nodiscard]] std::string after_in_words(const Residue& residue);

/// "as-expected" or "unexpected"; of what a file of expectations names, also "drifted" or "healed".
[[nodiscard]] std::string_view relation_of(const Result& result);

}  // namespace procport::runner
