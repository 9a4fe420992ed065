// SPDX-License-Identifier: BSL-1.0
// JUnit XML: a suite for each variant. It knows four outcomes, so each case carries its real verdict as a property.
#include <array>
#include <ostream>
#include <sstream>

#include "reports.hpp"
#include "summary.hpp"
#include "text.hpp"

namespace procport::reports {
namespace {

constexpr std::string_view loss =
    "JUnit has passed, failure, error and skipped only. crash, hang, broken, interrupted and not-run are written as "
    "errors; unsupported, blocked and untested as skipped; observed as passed; residue as a failure of type residue. "
    "The property verdict has the real word. Witnesses, observations and steps are left out.";

enum class Outcome { passed, failure, error, skipped };

/// Words that this table does not have go by their gate colour, so that a new red word is never a pass.
Outcome outcome_of(const Vocabulary& vocabulary, const Result& result) {
  struct Row {
    std::string_view word;
    Outcome outcome;
  };
  static constexpr std::array<Row, 11> table = {{{"pass", Outcome::passed},
                                                 {"observed", Outcome::passed},
                                                 {"fail", Outcome::failure},
                                                 {"crash", Outcome::error},
                                                 {"hang", Outcome::error},
                                                 {"broken", Outcome::error},
                                                 {"interrupted", Outcome::error},
                                                 {"not-run", Outcome::error},
                                                 {"unsupported", Outcome::skipped},
                                                 {"blocked", Outcome::skipped},
                                                 {"untested", Outcome::skipped}}};
  if (result.verdict == "fail" && result.relation == "as-expected") return Outcome::skipped;
  for (const auto& row : table) {
    if (row.word == result.verdict) return row.outcome;
  }
  const auto tone = tone_of(vocabulary, result.verdict);
  return tone == "red" ? Outcome::error : tone == "neutral" ? Outcome::skipped : Outcome::passed;
}

std::string xml(std::string_view text) { return escape_markup(text); }

void write_seconds(std::ostream& out, std::int64_t milliseconds) {
  const auto part = std::to_string(milliseconds % 1000);
  out << milliseconds / 1000 << "." << std::string(3 - std::min<std::size_t>(part.size(), 3), '0') << part;
}

std::string residue_words(const Result& result) {
  std::string words;
  for (const auto& item : result.residue_items) {
    words += (words.empty() ? "" : "; ") + item.kind + " " + item.name;
    if (!item.detail.empty()) words += " (" + item.detail + ")";
  }
  return words.empty() ? "something was left behind" : words;
}

void write_property(std::ostream& out, std::string_view name, std::string_view value) {
  out << "<property name=\"" << name << "\" value=\"" << xml(value) << "\"/>";
}

void write_outcome(std::ostream& out, std::string_view element, std::string_view type, std::string_view message,
                   std::string_view body) {
  out << "      <" << element;
  if (element != "skipped") out << " type=\"" << xml(type) << "\"";
  out << " message=\"" << xml(message) << "\">" << xml(body) << "</" << element << ">\n";
}

std::string details(const Result& result) {
  std::string text;
  for (const auto& failure : result.failures) {
    text += failure.file + ":" + std::to_string(failure.line) + ": " + failure.message + "\n";
  }
  if (result.residue == "left") text += "left behind: " + residue_words(result) + "\n";
  return text + "reproduce: " + result.reproduce + "\n";
}

struct Counts {
  int tests = 0, failures = 0, errors = 0, skipped = 0;
  std::int64_t milliseconds = 0;
};

void write_case(const Vocabulary& vocabulary, const Case& one, const Result& result, std::ostream& out,
                Counts& counts) {
  const auto outcome = outcome_of(vocabulary, result);
  const bool left = result.residue == "left";
  const auto dot = one.id.rfind('.');
  ++counts.tests;
  counts.milliseconds += result.duration_ms;
  out << "    <testcase classname=\"" << xml(dot == std::string::npos ? one.id : one.id.substr(0, dot)) << "\" name=\""
      << xml(one.id) << (result.attempt > 1 ? " attempt " + std::to_string(result.attempt) : "") << "\" time=\"";
  write_seconds(out, result.duration_ms);
  out << "\">\n      <properties>";
  write_property(out, "verdict", result.verdict);
  write_property(out, "variant", result.variant);
  write_property(out, "relation", result.relation);
  write_property(out, "residue", result.residue);
  for (const auto& id : one.requirements) write_property(out, "requirement", id);
  out << "</properties>\n";
  const auto message = result.reason.empty() ? result.verdict : result.reason;
  if (outcome == Outcome::error) {
    ++counts.errors;
    write_outcome(out, "error", result.verdict, message, details(result));
  } else if (outcome == Outcome::failure) {
    ++counts.failures;
    write_outcome(out, "failure", result.verdict, message, details(result));
  } else if (left) {
    ++counts.failures;
    write_outcome(out, "failure", "residue", residue_words(result), details(result));
  } else if (outcome == Outcome::skipped) {
    ++counts.skipped;
    write_outcome(out, "skipped", "", result.verdict + ": " + message, "");
  }
  if (outcome != Outcome::passed || left) {
    if (!result.out.text.empty()) out << "      <system-out>" << xml(result.out.text) << "</system-out>\n";
    if (!result.err.text.empty()) out << "      <system-err>" << xml(result.err.text) << "</system-err>\n";
  }
  out << "    </testcase>\n";
}

void write_suite(std::ostream& out, std::string_view name, const Counts& counts, std::string_view properties,
                 std::string_view cases) {
  out << "  <testsuite name=\"" << xml(name) << "\" tests=\"" << counts.tests << "\" failures=\"" << counts.failures
      << "\" errors=\"" << counts.errors << "\" skipped=\"" << counts.skipped << "\" time=\"";
  write_seconds(out, counts.milliseconds);
  out << "\">\n    <properties>" << properties << "</properties>\n" << cases << "  </testsuite>\n";
}

/// What no case says: a run without trust or end must not look green, and gaps must not vanish.
void write_run_suite(const ResultDocument& document, std::ostream& out) {
  Counts counts;
  std::ostringstream cases, properties;
  const auto& gate = document.run.gate;
  counts.tests = 1;
  cases << "    <testcase classname=\"procport.run\" name=\"gate\">\n";
  if (gate.result == "does-not-conform" && gate.exit_code != 0) {
    ++counts.failures;
    write_outcome(cases, "failure", gate.result, headline(document).sentence, join(gate.reasons, "\n"));
  } else if (gate.result != "conforms" && gate.result != "does-not-conform") {
    ++counts.errors;
    write_outcome(cases, "error", gate.result, headline(document).sentence, join(headline(document).why, "\n"));
  }
  cases << "    </testcase>\n";
  for (const auto& one : document.requirements) {
    if (!one.cases.empty()) continue;
    ++counts.tests;
    ++counts.skipped;
    cases << "    <testcase classname=\"procport.requirement\" name=\"" << xml(one.id) << "\">\n";
    write_outcome(cases, "skipped", "", one.rollup + ": " + (one.untested.empty() ? one.text : one.untested), "");
    cases << "    </testcase>\n";
  }
  write_property(properties, "target", document.target.name);
  write_property(properties, "host", document.host.name + " " + document.host.version);
  write_property(properties, "suite", document.suite.name + " " + document.suite.version);
  write_property(properties, "gate", gate.result);
  write_property(properties, "trusted", document.trust.trusted ? "true" : "false");
  write_property(properties, "complete", document.run.complete ? "true" : "false");
  write_property(properties, "loss", loss);
  write_suite(out, "procport.run", counts, properties.str(), cases.str());
}

}  // namespace

void write_junit(const ResultDocument& document, std::ostream& out) {
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- " << loss << " -->\n<testsuites name=\"procport\">\n";
  write_run_suite(document, out);
  for (const auto& variant : document.variants) {
    Counts counts;
    std::ostringstream cases, properties;
    for (const auto& one : document.cases) {
      for (const auto& result : one.results) {
        if (result.variant == variant.id) write_case(document.vocabulary, one, result, cases, counts);
      }
    }
    write_property(properties, "variant", variant.id);
    write_property(properties, "start_method", variant.start_method);
    write_property(properties, "profile", variant.profile);
    write_suite(out, variant.id, counts, properties.str(), cases.str());
  }
  out << "</testsuites>\n";
}

}  // namespace procport::reports
