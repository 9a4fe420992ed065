// SPDX-License-Identifier: BSL-1.0
// A result document as plain data. Words stay words: their meaning is in the document's own vocabulary.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace procport::reports {

struct Gate {
  std::string result;  ///< conforms, does-not-conform, not-trusted or incomplete
  std::int64_t exit_code = 0;
  std::string level;
  std::vector<std::string> reasons;
};

struct Run {
  std::string id, started, ended;
  std::int64_t duration_ms = 0;
  std::vector<std::string> argv;
  std::vector<std::pair<std::string, std::string>> selection;  ///< Only what was asked for, in words.
  bool complete = false, interrupted = false;
  Gate gate;
};

struct Canary {
  std::string kind, wanted, got;
  bool ok = false;
};

struct Trust {
  bool trusted = false;
  std::vector<std::string> why_not;
  std::vector<Canary> canaries;
  std::string containment;
};

struct Suite {
  std::string name, version, commit;
  std::optional<bool> dirty;
};

struct Host {
  std::string name, version, language, compiler;
  std::int64_t protocol = 0;
  std::vector<std::string> command;
};

struct Target {
  std::string name;
  std::vector<std::pair<std::string, std::string>> facts;  ///< Every other member, in the document's order.
};

/// How much of something the system gives.
struct Limit {
  std::string name, unit, call, error, detail;
  std::optional<std::uint64_t> value;
  std::int64_t code = 0;
};

struct Fact {
  std::string primitive, strategy, availability, call, error, detail;
  std::int64_t code = 0;
  bool selected = false;
};

struct Variant {
  std::string id, start_method, profile;
};

struct Word {
  std::string word, glyph, meaning;
  std::string gate;  ///< green, neutral or red; empty for words that are not verdicts.
};

struct Vocabulary {
  std::vector<Word> verdicts, residue, relations;

  [[nodiscard]] const Word* verdict(std::string_view word) const;
};

struct Requirement {
  std::string id, area, text, level, source, rollup;
  std::vector<std::string> depends_on, cases;
  std::string untested;  ///< Why there is no case; empty if there is one.
};

struct ResidueItem {
  std::string kind, name, detail;
};

struct Failure {
  std::string file, message;
  std::int64_t line = 0;
};

struct Log {
  std::string text;
  std::int64_t bytes = 0;
  bool truncated = false;
};

struct Result {
  std::string variant, verdict, reason, relation, stability, containment, reproduce;
  std::string expected_verdict, expected_reason, expected_evidence;  // empty: nothing was said beforehand
  std::string residue;  ///< clean, left or unknown
  std::vector<ResidueItem> residue_items;
  std::string declared, exit, after;  ///< The three witnesses.
  std::int64_t attempt = 1, duration_ms = 0, limit_ms = 0;
  std::vector<std::pair<std::string, std::string>> observations;
  std::vector<Failure> failures;
  std::vector<std::string> steps;
  Log out, err;
};

struct Case {
  std::string id, title, file;
  std::int64_t line = 0;
  std::vector<std::string> requirements;
  std::vector<Result> results;
};

struct Totals {
  std::map<std::string, std::int64_t> verdicts, residue, requirements;
};

struct ResultDocument {
  std::string schema_version;
  Run run;
  Trust trust;
  Suite suite;
  Host host;
  Target target;
  std::vector<Fact> facts;
  std::vector<Limit> limits;
  std::vector<Variant> variants;
  Vocabulary vocabulary;
  std::vector<Requirement> requirements;
  std::vector<Case> cases;
  Totals totals;

  [[nodiscard]] const Requirement* requirement(std::string_view id) const;
  [[nodiscard]] const Case* find_case(std::string_view id) const;
  [[nodiscard]] std::vector<std::string> areas() const;  ///< In the order of their first requirement.
};

/// Reads a document from text.
///
/// \param file  Only for error messages.
///
/// Errors  DocumentError, also for words outside the vocabulary, ids that occur twice and references to nothing.
[[nodiscard]] ResultDocument parse_result(std::string_view text, const std::string& file);

}  // namespace procport::reports
