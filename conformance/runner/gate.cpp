// SPDX-License-Identifier: BSL-1.0
// The gate.
#include "gate.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "plan.hpp"
#include "text.hpp"
#include "verdict.hpp"

namespace procport::runner {
namespace {

/// The strictest level among the requirements of a case; a case without any is judged as core.
std::string level_of(const Case& info, const std::map<std::string, std::string>& levels) {
  std::string strictest;
  for (const auto& id : info.requirements) {
    const auto found = levels.find(id);
    const std::string level = found == levels.end() ? "core" : found->second;
    const auto order = level_words();
    if (strictest.empty() || std::ranges::find(order, level) < std::ranges::find(order, strictest)) strictest = level;
  }
  return strictest.empty() ? "core" : strictest;
}

/// These say that the case or the runner went wrong, so no level excuses them.
bool always_red(Verdict verdict) {
  return verdict == Verdict::broken || verdict == Verdict::interrupted || verdict == Verdict::not_run;
}

std::string some(const std::set<std::string>& names) {
  std::vector<std::string> first(names.begin(), names.end());
  const auto more = first.size() > 4 ? first.size() - 4 : 0;
  if (more > 0) first.resize(4);
  return join(first, ", ") + (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

struct Findings {
  std::map<Verdict, std::set<std::string>> red, beyond;
  std::map<Verdict, std::size_t> red_results;
  std::set<std::string> residue;
  std::map<std::pair<Verdict, std::string>, std::set<std::string>> expected;  // by verdict and reason
  std::size_t passed = 0, results = 0, as_expected = 0;
};

Findings look_at(const GateInput& input) {
  std::map<std::string, std::string> levels;
  for (const auto& requirement : input.requirements) levels[requirement.id] = requirement.level;
  Findings out;
  for (const auto& entry : input.cases) {
    const auto level = level_of(entry.info, levels);
    for (const auto& result : entry.results) {
      ++out.results;
      if (result.verdict == Verdict::pass || result.verdict == Verdict::observed) ++out.passed;
      if (result.residue.state == "left") out.residue.insert(entry.info.id);
      if (describe(result.verdict).gate != GateColour::red) continue;
      if (result.expectation && relation_of(result) == "as-expected") {
        ++out.as_expected;
        out.expected[{result.verdict, result.expectation->reason}].insert(entry.info.id);
        continue;
      }
      const bool judged = always_red(result.verdict) || (level != "open" && level_includes(input.level, level));
      (judged ? out.red : out.beyond)[result.verdict].insert(entry.info.id);
      if (judged) ++out.red_results[result.verdict];
    }
  }
  return out;
}

/// Requirements of the judged level that no variant supports. A variant that cannot start at all is neutral as long
/// as another shows the requirement.
std::set<std::string> nowhere_supported(const GateInput& input) {
  std::set<std::string> out;
  for (const auto& requirement : input.requirements) {
    if (requirement.level == "open" || !level_includes(input.level, requirement.level)) continue;
    if (rollup(requirement, input.cases) == "unsupported") out.insert(requirement.id);
  }
  return out;
}

}  // namespace

std::string rollup(const Requirement& requirement, const std::vector<CaseResults>& cases) {
  std::set<Verdict> seen;
  bool planned = false;
  for (const auto& entry : cases) {
    if (!std::ranges::count(entry.info.requirements, requirement.id)) continue;
    planned = true;
    for (const auto& result : entry.results) seen.insert(result.verdict);
  }
  for (const auto verdict : {Verdict::fail, Verdict::crash, Verdict::hang, Verdict::broken, Verdict::interrupted}) {
    if (seen.contains(verdict)) return "fail";
  }
  for (const auto verdict :
       {Verdict::not_run, Verdict::blocked, Verdict::pass, Verdict::observed, Verdict::unsupported}) {
    if (seen.contains(verdict)) return std::string(word(verdict));
  }
  if (seen.contains(Verdict::untested) || (!planned && requirement.untested)) return "untested";
  return "not-run";
}

GateResult decide(const GateInput& input) {
  GateResult out;
  out.level = input.level;
  auto& reasons = out.reasons;
  const auto found = look_at(input);

  if (input.signal != 0) reasons.push_back("The run was stopped by signal " + std::to_string(input.signal) + ".");
  if (!input.trusted) {
    reasons.push_back("The run is not trusted.");
    reasons.insert(reasons.end(), input.why_not.begin(), input.why_not.end());
  }
  const bool incomplete = !input.complete || found.red.contains(Verdict::not_run);
  if (incomplete) reasons.emplace_back("The run is incomplete: not everything that was planned has a result.");

  bool unexpected = false;
  for (const auto& [verdict, ids] : found.red) {
    unexpected = true;
    reasons.push_back(std::string(word(verdict)) + ": " + counted(found.red_results.at(verdict), "result") + " in " +
                      counted(ids.size(), "case") + " (" + some(ids) + ").");
  }
  if (!found.residue.empty()) {
    unexpected = true;
    reasons.push_back(counted(found.residue.size(), "case") + " left something behind: " + some(found.residue) + ".");
  }
  auto nowhere = nowhere_supported(input);
  const auto excused = std::erase_if(nowhere, [&](const auto& id) { return input.excused.contains(id); });
  if (!nowhere.empty()) {
    unexpected = true;
    reasons.push_back(counted(nowhere.size(), "requirement") + " up to level " + input.level + " " +
                      (nowhere.size() == 1 ? "is" : "are") + " unsupported in every variant: " + some(nowhere) + ".");
  }
  if (found.results > 0 && found.passed == 0 && !unexpected) {
    unexpected = true;
    reasons.emplace_back("No case passed: nothing shows that the model holds here.");
  }
  for (const auto& [what, ids] : found.expected) {
    reasons.push_back("As expected on this target, " + counted(ids.size(), "case") + " with " +
                      std::string(word(what.first)) + " (" + some(ids) + "): " + what.second);
  }
  if (excused > 0) {
    reasons.push_back("As expected on this target, " + counted(excused, "requirement") + " up to level " + input.level +
                      (excused == 1 ? " is" : " are") + " unsupported in every variant.");
  }
  reasons.insert(reasons.end(), input.health.begin(), input.health.end());
  for (const auto& [verdict, ids] : found.beyond) {
    reasons.push_back("Beyond the level that is judged, " + counted(ids.size(), "case") + " with " +
                      std::string(word(verdict)) + ": " + some(ids) + ".");
  }
  if (!input.everything)
    reasons.emplace_back("Only a selection was run, so this is no statement about the whole model.");

  if (input.signal != 0) {
    out.result = input.trusted ? "incomplete" : "not-trusted";
    out.exit_code = 128 + input.signal;
  } else if (!input.trusted) {
    out.result = "not-trusted";
    out.exit_code = exit_code::not_trusted;
  } else if (incomplete) {
    out.result = "incomplete";
    out.exit_code = exit_code::incomplete;
  } else {
    // A difference that is known is a difference; only the exit code says that there is nothing new.
    out.expected = found.as_expected + excused;
    out.result = unexpected || out.expected > 0 ? "does-not-conform" : "conforms";
    out.exit_code = unexpected ? exit_code::unexpected : exit_code::ok;
  }
  return out;
}

}  // namespace procport::runner
