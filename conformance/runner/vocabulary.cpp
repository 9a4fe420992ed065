// SPDX-License-Identifier: BSL-1.0
// The table of words, and look-ups in it.
#include "vocabulary.hpp"

#include <algorithm>
#include <array>

namespace procport::runner {
namespace {

constexpr std::array table{
#define MP_VERDICT_ROW(name, word, glyph, gate, meaning) \
  VerdictWord{Verdict::name, word, glyph, GateColour::gate, meaning},
    MP_VERDICTS(MP_VERDICT_ROW)
#undef MP_VERDICT_ROW
};

constexpr std::array<std::string_view, 6> declared{"pass", "fail", "unsupported", "untested", "broken", "observed"};
constexpr std::array<std::string_view, 3> states{"clean", "left", "unknown"};
constexpr std::array<std::string_view, 5> kinds{"process", "semaphore", "shared-memory", "file", "socket"};
constexpr std::array<std::string_view, 4> relations{"as-expected", "unexpected", "drifted", "healed"};
constexpr std::array<std::string_view, 3> stabilities{"single", "stable", "flaky"};
constexpr std::array<std::string_view, 7> rollups{"pass",     "fail",     "unsupported", "blocked",
                                                  "untested", "observed", "not-run"};
constexpr std::array<std::string_view, 4> levels{"core", "extended", "optional", "open"};
constexpr std::array<std::string_view, 4> gates{"conforms", "does-not-conform", "not-trusted", "incomplete"};

}  // namespace

std::span<const VerdictWord> verdict_words() { return table; }

const VerdictWord& describe(Verdict verdict) { return table.at(static_cast<std::size_t>(verdict)); }

std::string_view word(Verdict verdict) { return describe(verdict).word; }

std::string_view word(GateColour colour) {
  switch (colour) {
    case GateColour::green:
      return "green";
    case GateColour::neutral:
      return "neutral";
    case GateColour::red:
      break;
  }
  return "red";
}

std::optional<Verdict> verdict_from(std::string_view text) {
  const auto found = std::ranges::find(table, text, &VerdictWord::word);
  if (found == table.end()) return std::nullopt;
  return found->verdict;
}

std::span<const std::string_view> declared_words() { return declared; }
std::span<const std::string_view> residue_states() { return states; }
std::span<const std::string_view> residue_kinds() { return kinds; }
std::span<const std::string_view> relation_words() { return relations; }
std::span<const std::string_view> stability_words() { return stabilities; }
std::span<const std::string_view> rollup_words() { return rollups; }
std::span<const std::string_view> level_words() { return levels; }
std::span<const std::string_view> gate_words() { return gates; }

}  // namespace procport::runner
