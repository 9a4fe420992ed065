// SPDX-License-Identifier: BSL-1.0
// Looks at expectations by themselves, and beside the results of runs.
#include "expect.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <fstream>
#include <iostream>
#include <iterator>

#include "execution.hpp"
#include "text.hpp"
#include "verdict.hpp"

namespace procport::runner {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::vector<std::string> ids_of(const std::vector<Case>& cases) {
  std::vector<std::string> out;
  for (const auto& info : cases) out.push_back(info.id);
  return out;
}

/// Why a row can cover no result of any run, or nothing.
std::string unreachable(const ExpectationRow& row, const Catalogue& catalogue, const Host& host) {
  const auto candidates = row.case_glob.empty() ? catalogue.ids() : ids_of(host.cases);
  const auto matches = [&](const std::string& id) { return glob_matches(row.subject, id); };
  if (std::ranges::none_of(candidates, matches)) {
    const auto near = near_matches(row.subject, candidates, 1);
    return "There is no " + std::string(row.case_glob.empty() ? "requirement" : "case") + " '" + row.subject + "'" +
           (near.empty() ? "" : "; was it renamed to " + near.front() + "?");
  }
  const auto covered = [&](const Case& info) {
    return std::ranges::any_of(host.variants, [&](const Variant& variant) { return row.covers(info, variant.id); });
  };
  return std::ranges::any_of(host.cases, covered) ? ""
                                                  : "No case of '" + row.subject + "' runs in '" + row.variant + "'.";
}

/// Two that speak of one result on one target must say the same.
bool disagree(const ExpectationRow& one, const ExpectationRow& other, const Host& host) {
  if (one.expectation.verdict == other.expectation.verdict) return false;
  if (!glob_matches(one.target, other.target) && !glob_matches(other.target, one.target)) return false;
  return std::ranges::any_of(host.cases, [&](const Case& info) {
    return std::ranges::any_of(host.variants, [&](const Variant& variant) {
      return one.covers(info, variant.id) && other.covers(info, variant.id);
    });
  });
}

json::value read_document(const fs::path& given) {
  const auto file = fs::is_directory(given) ? given / "result.json" : given;
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Refusal{exit_code::unreadable, "cannot read " + file.string()};
  boost::system::error_code error;
  auto document = json::parse(std::string{std::istreambuf_iterator<char>(in), {}}, error);
  if (error) throw Refusal{exit_code::unreadable, file.string() + ": " + error.message()};
  return document;
}

/// Counts for each row of its target how its results came out.
void count_results(const json::value& document, std::vector<ExpectationState>& states) {
  const auto text = [](const json::value& value) { return std::string(value.as_string()); };
  const auto target = text(document.at("target").at("name"));
  for (const auto& entry : document.at("cases").as_array()) {
    Case info;
    info.id = text(entry.at("id"));
    for (const auto& id : entry.at("requirements").as_array()) info.requirements.push_back(text(id));
    for (const auto& value : entry.at("results").as_array()) {
      Result result;
      result.variant = text(value.at("variant"));
      result.verdict = verdict_from(text(value.at("verdict"))).value_or(Verdict::not_run);
      for (auto& state : states) {
        auto& row = state.row;
        if (!glob_matches(row.target, target) || !row.covers(info, result.variant)) continue;
        result.expectation = row.expectation;
        const auto relation = relation_of(result);
        ++(relation == "as-expected" ? row.held : relation == "drifted" ? row.drifted : row.healed);
      }
    }
  }
}

void settle_by_results(ExpectationState& state) {
  const auto& row = state.row;
  if (row.drifted > 0) {
    state.state = "drifted";
    state.problems.push_back(counted(row.drifted, "result") + " went wrong in another way than it says.");
  } else if (row.healed > 0) {
    state.state = "healed";
    state.problems.push_back(counted(row.healed, "result") + " no longer show" + (row.healed == 1 ? "s" : "") +
                             " the difference.");
  } else if (row.held > 0 && state.state == "unseen") {
    state.state = "active";
  }
}

}  // namespace

std::vector<ExpectationState> states_of(const std::vector<ExpectationRow>& rows, const Catalogue& catalogue,
                                        const Host& host, const std::string& today) {
  std::vector<ExpectationState> out;
  for (const auto& row : rows) {
    ExpectationState state{row, "unseen", {}};
    if (row.review_by < today) {
      state.state = "expired";
      state.problems.push_back("It was to be looked at by " + row.review_by + ".");
    }
    if (const auto why = unreachable(row, catalogue, host); !why.empty()) {
      state.state = "unreachable";
      state.problems.push_back(why);
    }
    for (const auto& other : out) {
      if (disagree(row, other.row, host)) state.problems.push_back("It disagrees with " + other.row.where + ".");
    }
    out.push_back(std::move(state));
  }
  return out;
}

int expect_check(const ExpectOptions& options) {
  const auto rows = load_expectations(options.files);
  const auto catalogue = Catalogue::load(options.requirements);
  Engine engine(1.0);
  const auto host = engine.list(host_command(options.launcher, options.host));
  auto states = states_of(rows, catalogue, host, rfc3339(std::chrono::system_clock::now()).substr(0, 10));
  for (const auto& file : options.results) {
    try {
      count_results(read_document(file), states);
    } catch (const boost::system::system_error& wrong) {
      throw Refusal{exit_code::unreadable, file.string() + " is no result document: " + wrong.what()};
    }
  }
  std::size_t wrong = 0;
  for (auto& state : states) {
    settle_by_results(state);
    std::cout << state.state << "  " << state.row.where << "  " << state.row.target << "  " << state.row.subject << " ["
              << state.row.variant << "] " << word(state.row.expectation.verdict) << "\n";
    for (const auto& problem : state.problems) std::cout << "    " << problem << "\n";
    wrong += state.problems.empty() ? 0 : 1;
  }
  std::cout << "\n" << counted(states.size(), "expectation") << ", " << wrong << " to be looked at.\n";
  return wrong == 0 ? exit_code::ok : exit_code::unexpected;
}

}  // namespace procport::runner
