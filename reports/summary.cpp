// SPDX-License-Identifier: BSL-1.0
// The headline, the lists and the matrices of a document.
#include "summary.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "text.hpp"

namespace procport::reports {
namespace {

/// Among verdicts of one tone, the one that casts most doubt on the others comes first.
constexpr std::array<std::string_view, 7> worst_first = {"broken",      "crash",   "hang",   "fail",
                                                         "interrupted", "not-run", "blocked"};
/// Without anything red, a requirement counts as shown where a case showed it, as in the runner's own roll-up.
constexpr std::array<std::string_view, 4> then = {"pass", "observed", "unsupported", "untested"};

std::vector<FindingGroup> collect(const ResultDocument& document, bool (*wanted)(const Result&),
                                  std::string (*key)(const Result&)) {
  std::vector<FindingGroup> groups;
  for (const auto& one : document.cases) {
    std::map<std::string, std::size_t> seen;
    for (const auto& result : one.results) {
      if (!wanted(result)) continue;
      const auto [place, is_new] = seen.try_emplace(key(result), groups.size());
      if (is_new) groups.push_back({{&one, &result}, {}});
      auto& variants = groups[place->second].variants;
      if (std::find(variants.begin(), variants.end(), result.variant) == variants.end()) {
        variants.push_back(result.variant);
      }
    }
  }
  return groups;
}

std::string residue_key(const Result& result) {
  std::string key = result.residue;
  for (const auto& item : result.residue_items) key += "\n" + item.kind + "\n" + item.name + "\n" + item.detail;
  return key;
}

}  // namespace

Headline headline(const ResultDocument& document) {
  const auto& gate = document.run.gate;
  const auto who = document.host.name + " " + document.host.version;
  const auto& where = document.target.name;
  Headline line;
  if (gate.result == "conforms") {
    line = {"✓", "conforms", "green", who + " conforms on " + where + ".", "", {}};
  } else if (gate.result == "does-not-conform" && gate.exit_code == 0) {
    line = {"◇",     "conforms but for expected differences",
            "amber", who + " conforms on " + where + " but for differences that are expected there.",
            "",      {}};
  } else if (gate.result == "does-not-conform") {
    line = {"✗", "does not conform", "red", who + " does not conform on " + where + ".", "", {}};
  } else if (gate.result == "not-trusted") {
    line = {"!",   "not trusted",
            "red", "This run cannot be trusted: it says nothing about " + who + " on " + where + ".",
            "",    {}};
  } else {
    line = {"…", "incomplete", "neutral", "This run is incomplete: no answer yet for " + who + " on " + where + ".", "",
            {}};
  }
  const auto fact = [&](std::string_view name) {
    for (const auto& [key, value] : document.target.facts) {
      if (key == name && !value.empty()) return ", " + value;
    }
    return std::string();
  };
  line.about = "Level " + gate.level + fact("os_version") + fact("libc") + "; checked with " + document.suite.name +
               " " + document.suite.version + " on " + day_words(document.run.started) + ".";
  line.why = gate.reasons;
  for (const auto& reason : document.trust.why_not) {
    if (std::find(line.why.begin(), line.why.end(), reason) == line.why.end()) line.why.push_back(reason);
  }
  return line;
}

std::vector<FindingGroup> unexpected(const ResultDocument& document) {
  return collect(
      document, [](const Result& result) { return result.relation == "unexpected" || result.relation == "drifted"; },
      [](const Result& result) { return result.verdict + "\n" + result.reason; });
}

std::vector<FindingGroup> left_behind(const ResultDocument& document) {
  return collect(
      document, [](const Result& result) { return result.residue == "left"; }, residue_key);
}

std::vector<ReasonGroup> by_reason(const ResultDocument& document, const std::string& verdict) {
  std::vector<ReasonGroup> groups;
  std::map<std::string, std::size_t> places;
  for (const auto& one : document.cases) {
    for (const auto& result : one.results) {
      if (result.verdict != verdict) continue;
      const auto [place, is_new] = places.try_emplace(result.reason, groups.size());
      if (is_new) groups.push_back({verdict, result.reason, {}, {}});
      auto& group = groups[place->second];
      if (group.cases.empty() || group.cases.back().first.of != &one) group.cases.push_back({{&one, &result}, {}});
      group.cases.back().variants.push_back(result.variant);
      if (std::find(group.variants.begin(), group.variants.end(), result.variant) == group.variants.end()) {
        group.variants.push_back(result.variant);
      }
    }
  }
  return groups;
}

std::vector<const Requirement*> undecided(const ResultDocument& document) {
  std::vector<const Requirement*> found;
  for (const auto& one : document.requirements) {
    if (!one.untested.empty() || one.rollup == "untested" || one.rollup == "not-run") found.push_back(&one);
  }
  return found;
}

std::string tone_of(const Vocabulary& vocabulary, std::string_view verdict) {
  const auto* word = vocabulary.verdict(verdict);
  return word == nullptr ? "neutral" : word->gate;
}

std::string glyph_of(const Vocabulary& vocabulary, std::string_view verdict) {
  const auto* word = vocabulary.verdict(verdict);
  return word == nullptr ? "·" : word->glyph;
}

std::string combined(const Vocabulary& vocabulary, const std::vector<std::string>& verdicts) {
  const auto rank = [&](const std::string& verdict) {
    const bool is_red = tone_of(vocabulary, verdict) == "red";
    const auto place = is_red ? std::find(worst_first.begin(), worst_first.end(), verdict) - worst_first.begin()
                              : std::find(then.begin(), then.end(), verdict) - then.begin();
    return std::pair(is_red ? 0 : 1, place);
  };
  const auto worst = std::min_element(verdicts.begin(), verdicts.end(),
                                      [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  return worst == verdicts.end() ? std::string() : *worst;
}

Matrix merge_columns(std::vector<std::string> rows, const std::vector<Matrix::Column>& columns) {
  Matrix matrix{std::move(rows), {}};
  for (const auto& column : columns) {
    const auto same = std::find_if(matrix.columns.begin(), matrix.columns.end(),
                                   [&](const auto& other) { return other.words == column.words; });
    if (same == matrix.columns.end()) {
      matrix.columns.push_back(column);
    } else {
      same->names.insert(same->names.end(), column.names.begin(), column.names.end());
    }
  }
  return matrix;
}

Matrix case_matrix(const ResultDocument& document) {
  std::vector<std::string> rows;
  for (const auto& one : document.cases) rows.push_back(one.id);
  std::vector<Matrix::Column> columns;
  for (const auto& variant : document.variants) {
    Matrix::Column column{{variant.id}, {}};
    for (const auto& one : document.cases) {
      std::vector<std::string> verdicts;
      for (const auto& result : one.results) {
        if (result.variant == variant.id) verdicts.push_back(result.verdict);
      }
      column.words.push_back(combined(document.vocabulary, verdicts));
    }
    columns.push_back(std::move(column));
  }
  return merge_columns(std::move(rows), columns);
}

Matrix requirement_matrix(const ResultDocument& document) {
  std::map<std::string, std::map<std::string, std::vector<std::string>>> verdicts;  // requirement, variant
  for (const auto& one : document.cases) {
    for (const auto& result : one.results) {
      for (const auto& id : one.requirements) verdicts[id][result.variant].push_back(result.verdict);
    }
  }
  std::vector<std::string> rows;
  for (const auto& one : document.requirements) rows.push_back(one.id);
  std::vector<Matrix::Column> columns;
  for (const auto& variant : document.variants) {
    Matrix::Column column{{variant.id}, {}};
    for (const auto& one : document.requirements) {
      auto word = combined(document.vocabulary, verdicts[one.id][variant.id]);
      if (word.empty() && (!one.untested.empty() || one.cases.empty())) word = one.rollup;
      column.words.push_back(std::move(word));
    }
    columns.push_back(std::move(column));
  }
  return merge_columns(std::move(rows), columns);
}

Matrix target_matrix(const std::vector<ResultDocument>& documents, const std::vector<std::string>& names) {
  std::vector<std::string> rows;
  for (const auto& document : documents) {
    for (const auto& one : document.requirements) {
      if (std::find(rows.begin(), rows.end(), one.id) == rows.end()) rows.push_back(one.id);
    }
  }
  std::vector<Matrix::Column> columns;
  for (std::size_t index = 0; index < documents.size(); ++index) {
    Matrix::Column column{{names[index]}, {}};
    for (const auto& id : rows) {
      const auto* one = documents[index].requirement(id);
      column.words.push_back(one == nullptr ? std::string() : one->rollup);
    }
    columns.push_back(std::move(column));
  }
  return merge_columns(std::move(rows), columns);
}

std::vector<Share> shares(const ResultDocument& document, const std::string& area) {
  std::vector<Share> found;
  for (const auto& word : document.vocabulary.verdicts) {
    const auto count = std::count_if(document.requirements.begin(), document.requirements.end(), [&](const auto& one) {
      return (area.empty() || one.area == area) && one.rollup == word.word;
    });
    if (count > 0) found.push_back({&word, static_cast<std::size_t>(count)});
  }
  return found;
}

}  // namespace procport::reports
