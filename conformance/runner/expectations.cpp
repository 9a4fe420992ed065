// SPDX-License-Identifier: BSL-1.0
// Reads expectation files and compares results with them.
#include "expectations.hpp"

#include <algorithm>

#include "text.hpp"
#include "toml_reading.hpp"
#include "verdict.hpp"

namespace procport::runner {
namespace {

bool is_day(const std::string& text) {
  if (text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
  }
  return true;
}

/// What can be expected is what a case came to, not that a run was cut off.
bool can_be_expected(Verdict verdict) { return verdict != Verdict::interrupted && verdict != Verdict::not_run; }

void read_file(const std::filesystem::path& file, std::vector<ExpectationRow>& rows) {
  const auto name = file.string();
  const auto table = parse_toml(file);
  if (!table.contains("expectation")) refuse_toml(name, "there is no [[expectation]]");
  for (const auto* item : tables_of(table, "expectation", name)) {
    const auto& row = *item;
    ExpectationRow out;
    out.where = file.filename().string() + ":" + std::to_string(row.source().begin.line);
    refuse_unknown(row, {"target", "case", "requirement", "variant", "verdict", "evidence", "reason", "review_by"},
                   out.where);
    out.case_glob = row["case"].value_or(std::string());
    out.requirement = row["requirement"].value_or(std::string());
    if (out.case_glob.empty() == out.requirement.empty()) {
      refuse_toml(out.where, "an expectation names either a 'case' or a 'requirement'");
    }
    out.subject = out.case_glob.empty() ? out.requirement : out.case_glob;
    out.variant = row["variant"].value_or(std::string("*"));
    out.review_by = text_of(row, "review_by", out.where);
    if (!is_day(out.review_by)) refuse_toml(out.where, "'review_by' is not a day as in \"2027-01-31\"");
    out.expectation.reason = text_of(row, "reason", out.where);
    out.expectation.evidence = text_of(row, "evidence", out.where);
    const auto verdict = verdict_from(text_of(row, "verdict", out.where));
    if (!verdict || !can_be_expected(*verdict))
      refuse_toml(out.where, "'verdict' is not a verdict that can be expected");
    out.expectation.verdict = *verdict;
    out.target = text_of(row, "target", out.where);
    rows.push_back(std::move(out));
  }
}

}  // namespace

bool ExpectationRow::covers(const Case& info, const std::string& variant_id) const {
  if (!glob_matches(variant, variant_id)) return false;
  if (!case_glob.empty()) return glob_matches(case_glob, info.id);
  return std::ranges::any_of(info.requirements, [&](const auto& id) { return glob_matches(requirement, id); });
}

std::vector<ExpectationRow> load_expectations(const std::vector<std::filesystem::path>& files) {
  std::vector<ExpectationRow> out;
  for (const auto& file : files) read_file(file, out);
  return out;
}

Expectations::Expectations(const std::vector<std::filesystem::path>& files, const std::string& target)
    : rows_(load_expectations(files)) {
  std::erase_if(rows_, [&](const ExpectationRow& row) { return !glob_matches(row.target, target); });
}

void Expectations::relate(const Case& info, Result& result) {
  if (!can_be_expected(result.verdict)) return;
  ExpectationRow* found = nullptr;
  for (auto& row : rows_) {
    if (!row.covers(info, result.variant)) continue;
    if (found != nullptr && found->expectation.verdict != row.expectation.verdict) {
      refuse_toml(row.where, "disagrees with " + found->where + " about " + info.id + " [" + result.variant + "]");
    }
    if (found == nullptr) found = &row;
  }
  if (found == nullptr) return;
  result.expectation = found->expectation;
  const auto relation = relation_of(result);
  ++(relation == "as-expected" ? found->held : relation == "drifted" ? found->drifted : found->healed);
}

bool Expectations::excuses(const std::string& requirement) const {
  return std::ranges::any_of(rows_, [&](const ExpectationRow& row) {
    return row.expectation.verdict == Verdict::unsupported && !row.requirement.empty() &&
           glob_matches(row.requirement, requirement);
  });
}

std::vector<std::string> Expectations::health(const std::string& today, bool everything) const {
  std::vector<std::string> out;
  for (const auto& row : rows_) {
    const auto name = "Expectation " + row.where + " (" + row.subject + ")";
    const auto results = [](std::size_t count) { return counted(count, "result"); };
    if (row.drifted > 0) out.push_back(name + " has drifted: " + results(row.drifted) + " went wrong in another way.");
    if (row.healed > 0) {
      out.push_back(name + (row.held > 0 ? " has healed in part: " : " has healed: ") + results(row.healed) +
                    " no longer " + (row.healed == 1 ? "shows" : "show") + " the difference.");
    }
    if (row.held + row.healed + row.drifted == 0 && everything) {
      out.push_back(name + " is unreachable: no result is covered by it.");
    }
    if (row.review_by < today) out.push_back(name + " has expired: it was to be looked at by " + row.review_by + ".");
  }
  return out;
}

}  // namespace procport::runner
