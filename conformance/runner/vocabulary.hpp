// SPDX-License-Identifier: BSL-1.0
// The words of a result, fixed once: the enum, the legend, the schema's list and the gate are all made from this table.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace procport::runner {

// name, word, glyph, gate colour, meaning. The order is the order of every legend and total.
#define MP_VERDICTS(X)                                                                                              \
  X(pass, "pass", "✓", green, "The body ran to its end and each check of the requirement held.")                    \
  X(fail, "fail", "✗", red, "A check of the requirement did not hold.")                                             \
  X(crash, "crash", "‼", red, "The process of the case died before it had reported an end.")                        \
  X(hang, "hang", "◔", red, "The case used up its time and was killed.")                                            \
  X(unsupported, "unsupported", "∅", neutral, "The target does not offer what the case needs; the reason says so.") \
  X(blocked, "blocked", "⊘", red, "Not run, because a requirement that it builds on is not met here.")              \
  X(untested, "untested", "·", neutral, "There is a requirement and no way to test it here; the reason says why.")  \
  X(broken, "broken", "⚠", red, "The case, the host or the runner went wrong; this says nothing of the target.")    \
  X(interrupted, "interrupted", "■", red, "The case was running when the run was stopped.")                         \
  X(not_run, "not-run", "○", red, "The case was planned and never reached.")                                        \
  X(observed, "observed", "◇", neutral, "The model leaves the point open; what happens here is recorded.")

enum class Verdict {
#define MP_VERDICT_NAME(name, word, glyph, gate, meaning) name,
  MP_VERDICTS(MP_VERDICT_NAME)
#undef MP_VERDICT_NAME
};

/// What a verdict does to the gate: red closes it, neutral neither opens nor closes it.
enum class GateColour { green, neutral, red };

struct VerdictWord {
  Verdict verdict;
  std::string_view word;
  std::string_view glyph;
  GateColour gate;
  std::string_view meaning;
};

[[nodiscard]] std::span<const VerdictWord> verdict_words();
[[nodiscard]] const VerdictWord& describe(Verdict verdict);
[[nodiscard]] std::string_view word(Verdict verdict);
[[nodiscard]] std::string_view word(GateColour colour);
[[nodiscard]] std::optional<Verdict> verdict_from(std::string_view word);

// The other closed lists of a result document.
[[nodiscard]] std::span<const std::string_view> declared_words();  // what a host may put into its end record
[[nodiscard]] std::span<const std::string_view> residue_states();
[[nodiscard]] std::span<const std::string_view> residue_kinds();
[[nodiscard]] std::span<const std::string_view> relation_words();
[[nodiscard]] std::span<const std::string_view> stability_words();
[[nodiscard]] std::span<const std::string_view> rollup_words();
[[nodiscard]] std::span<const std::string_view> level_words();
[[nodiscard]] std::span<const std::string_view> gate_words();

}  // namespace procport::runner
