// SPDX-License-Identifier: BSL-1.0
// Comparison of two documents.
#include "diff.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "summary.hpp"
#include "text.hpp"

namespace procport::reports {
namespace {

struct State {
  std::string verdict, reason, residue, residue_detail;
};

using Key = std::pair<std::string, std::string>;  // case, variant

/// Several attempts count as the worst of them, as in the matrix.
std::map<Key, State> states_of(const ResultDocument& document) {
  std::map<Key, State> states;
  for (const auto& one : document.cases) {
    for (const auto& result : one.results) {
      const auto [place, is_new] = states.try_emplace({one.id, result.variant});
      auto& state = place->second;
      const auto verdict = is_new ? result.verdict : combined(document.vocabulary, {state.verdict, result.verdict});
      if (verdict != state.verdict) {
        state.verdict = verdict;
        state.reason = result.reason;
      }
      if (is_new || result.residue == "left" || (result.residue == "unknown" && state.residue != "left")) {
        state.residue = result.residue;
        state.residue_detail.clear();
        for (const auto& item : result.residue_items) {
          state.residue_detail += (state.residue_detail.empty() ? "" : "; ") + item.kind + " " + item.name;
        }
      }
    }
  }
  return states;
}

int rank(const Vocabulary& vocabulary, const std::string& verdict) {
  const auto tone = tone_of(vocabulary, verdict);
  return tone == "green" ? 0 : tone == "neutral" ? 1 : 2;
}

int gate_rank(const std::string& result) { return result == "conforms" ? 0 : result == "incomplete" ? 1 : 2; }

void compare_results(const ResultDocument& before, const ResultDocument& after, Diff& diff) {
  const auto old_states = states_of(before);
  const auto new_states = states_of(after);
  for (const auto& [key, old_state] : old_states) {
    const auto found = new_states.find(key);
    if (found == new_states.end()) {
      diff.changes.push_back({ChangeKind::gone, key.first, key.second, old_state.verdict, "", old_state.reason, ""});
      continue;
    }
    const auto& new_state = found->second;
    if (old_state.verdict != new_state.verdict || old_state.reason != new_state.reason) {
      const int old_rank = rank(before.vocabulary, old_state.verdict);
      const int new_rank = rank(after.vocabulary, new_state.verdict);
      const auto kind = new_rank > old_rank   ? ChangeKind::regressed
                        : new_rank < old_rank ? ChangeKind::improved
                                              : ChangeKind::changed;
      diff.changes.push_back(
          {kind, key.first, key.second, old_state.verdict, new_state.verdict, old_state.reason, new_state.reason});
    }
    if (old_state.residue != new_state.residue) {
      diff.residue.push_back({key.first, key.second, old_state.residue, new_state.residue,
                              new_state.residue == "left" ? new_state.residue_detail : old_state.residue_detail});
    }
  }
  for (const auto& [key, state] : new_states) {
    if (old_states.contains(key)) continue;
    diff.changes.push_back({ChangeKind::appeared, key.first, key.second, "", state.verdict, "", state.reason});
    if (state.residue == "left") diff.residue.push_back({key.first, key.second, "", "left", state.residue_detail});
  }
}

std::map<std::string, std::string> as_map(const std::vector<std::pair<std::string, std::string>>& pairs) {
  return {pairs.begin(), pairs.end()};
}

void compare_headers(const ResultDocument& before, const ResultDocument& after, Diff& diff) {
  const auto note = [&](const char* cause, const std::string& field, const std::string& a, const std::string& b) {
    if (a != b) diff.headers.push_back({cause, field, a, b});
  };
  const auto dirty = [](const Suite& suite) { return suite.dirty.value_or(false) ? "yes" : "no"; };
  note("target", "name", before.target.name, after.target.name);
  const auto old_facts = as_map(before.target.facts);
  const auto new_facts = as_map(after.target.facts);
  std::set<std::string> names;
  for (const auto& [name, value] : old_facts) names.insert(name);
  for (const auto& [name, value] : new_facts) names.insert(name);
  for (const auto& name : names) {
    note("target", name, old_facts.contains(name) ? old_facts.at(name) : "",
         new_facts.contains(name) ? new_facts.at(name) : "");
  }
  note("suite", "name", before.suite.name, after.suite.name);
  note("suite", "version", before.suite.version, after.suite.version);
  note("suite", "commit", before.suite.commit, after.suite.commit);
  note("suite", "changes that are not in the commit", dirty(before.suite), dirty(after.suite));
  note("host", "name", before.host.name, after.host.name);
  note("host", "version", before.host.version, after.host.version);
  note("host", "language", before.host.language, after.host.language);
  note("host", "compiler", before.host.compiler, after.host.compiler);
  note("host", "protocol", std::to_string(before.host.protocol), std::to_string(after.host.protocol));
  note("run", "level", before.run.gate.level, after.run.gate.level);
  note("run", "containment", before.trust.containment, after.trust.containment);
  const auto words = [](const Run& run) {
    std::vector<std::string> parts;
    for (const auto& [name, value] : run.selection) parts.push_back(name + "=" + value);
    return join(parts, " ");
  };
  note("run", "selection", words(before.run), words(after.run));
}

void compare_facts(const ResultDocument& before, const ResultDocument& after, Diff& diff) {
  const auto words = [](const ResultDocument& document) {
    std::map<Key, std::string> facts;
    for (const auto& fact : document.facts) {
      auto& text = facts[{fact.primitive, fact.strategy}];
      text = fact.availability + (fact.selected ? ", serves" : "");
      if (!fact.error.empty()) text += ", " + fact.error;
    }
    return facts;
  };
  const auto old_facts = words(before);
  const auto new_facts = words(after);
  for (const auto& [key, text] : old_facts) {
    const auto found = new_facts.find(key);
    const auto now = found == new_facts.end() ? std::string() : found->second;
    if (now != text) diff.facts.push_back({key.first, key.second, text, now});
  }
  for (const auto& [key, text] : new_facts) {
    if (!old_facts.contains(key)) diff.facts.push_back({key.first, key.second, "", text});
  }
}

}  // namespace

bool Diff::worse() const {
  return gate_worse || !of(ChangeKind::regressed).empty() ||
         std::any_of(residue.begin(), residue.end(), [](const auto& change) { return change.after == "left"; });
}

std::vector<const Change*> Diff::of(ChangeKind kind) const {
  std::vector<const Change*> found;
  for (const auto& change : changes) {
    if (change.kind == kind) found.push_back(&change);
  }
  return found;
}

std::string Diff::cause() const {
  std::vector<std::string> causes;
  for (const auto& header : headers) {
    if (std::find(causes.begin(), causes.end(), header.cause) == causes.end()) causes.push_back(header.cause);
  }
  if (causes.empty()) {
    return "Target, suite and host are the same in both runs: differences come from what the documents do not record, "
           "such as load or timing.";
  }
  if (causes.size() == 1) return "Only the " + causes.front() + " changed between the runs.";
  return "Changed between the runs: " + join(causes) +
         ". Which of them caused a difference cannot be told from these "
         "two documents.";
}

Diff compare(const ResultDocument& before, const ResultDocument& after) {
  Diff diff;
  diff.gate_before = before.run.gate.result;
  diff.gate_after = after.run.gate.result;
  diff.gate_worse = gate_rank(diff.gate_after) > gate_rank(diff.gate_before);
  compare_headers(before, after, diff);
  compare_results(before, after, diff);
  compare_facts(before, after, diff);
  return diff;
}

}  // namespace procport::reports
