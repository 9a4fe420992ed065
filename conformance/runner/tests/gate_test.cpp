// SPDX-License-Identifier: BSL-1.0
// The table of gate decisions.
#include "gate.hpp"

#include <boost/test/unit_test.hpp>
#include <functional>

#include "text.hpp"

using namespace procport::runner;

namespace {

Requirement requirement(const std::string& id, const std::string& level) {
  Requirement out;
  out.id = id;
  out.level = level;
  return out;
}

CaseResults results(const std::string& id, const std::string& shows, std::vector<Verdict> verdicts) {
  CaseResults out;
  out.info.id = id;
  if (!shows.empty()) out.info.requirements = {shows};
  for (const auto verdict : verdicts) {
    Result result;
    result.verdict = verdict;
    out.results.push_back(result);
  }
  return out;
}

GateInput good() {
  GateInput out;
  out.requirements = {requirement("CORE", "core"), requirement("MORE", "extended"), requirement("OPEN", "open")};
  out.cases = {results("core", "CORE", {Verdict::pass, Verdict::unsupported}), results("more", "MORE", {Verdict::pass}),
               results("open", "OPEN", {Verdict::observed})};
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gate)

BOOST_AUTO_TEST_CASE(table) {
  using Change = std::function<void(GateInput&)>;
  const auto core = [](Verdict verdict) -> Change {
    return [verdict](GateInput& in) { in.cases[0].results[0].verdict = verdict; };
  };
  const auto more = [](Verdict verdict, const char* level) -> Change {
    return [verdict, level](GateInput& in) {
      in.cases[1].results[0].verdict = verdict;
      in.level = level;
    };
  };
  const struct {
    const char* name;
    Change change;
    const char* result;
    int code;
  } rows[] = {
      {"all well", [](GateInput&) {}, "conforms", 0},
      {"core fails", core(Verdict::fail), "does-not-conform", 1},
      {"core crashes", core(Verdict::crash), "does-not-conform", 1},
      {"core hangs", core(Verdict::hang), "does-not-conform", 1},
      {"core broken", core(Verdict::broken), "does-not-conform", 1},
      {"core blocked", core(Verdict::blocked), "does-not-conform", 1},
      {"core interrupted", core(Verdict::interrupted), "does-not-conform", 1},
      {"core not run", core(Verdict::not_run), "incomplete", 5},
      {"core unsupported everywhere", core(Verdict::unsupported), "does-not-conform", 1},
      {"extended fails, core judged", more(Verdict::fail, "core"), "conforms", 0},
      {"extended fails, extended judged", more(Verdict::fail, "extended"), "does-not-conform", 1},
      {"extended fails, optional judged", more(Verdict::fail, "optional"), "does-not-conform", 1},
      {"extended unsupported, core judged", more(Verdict::unsupported, "core"), "conforms", 0},
      {"extended unsupported, extended judged", more(Verdict::unsupported, "extended"), "does-not-conform", 1},
      {"extended broken, core judged", more(Verdict::broken, "core"), "does-not-conform", 1},
      {"open crashes", [](GateInput& in) { in.cases[2].results[0].verdict = Verdict::crash; }, "conforms", 0},
      {"open broken", [](GateInput& in) { in.cases[2].results[0].verdict = Verdict::broken; }, "does-not-conform", 1},
      {"residue in a pass", [](GateInput& in) { in.cases[1].results[0].residue.state = "left"; }, "does-not-conform",
       1},
      {"residue not known", [](GateInput& in) { in.cases[1].results[0].residue.state = "unknown"; }, "conforms", 0},
      {"not trusted", [](GateInput& in) { in.trusted = false; }, "not-trusted", 4},
      {"not complete", [](GateInput& in) { in.complete = false; }, "incomplete", 5},
      {"not trusted and not complete", [](GateInput& in) { in.trusted = in.complete = false; }, "not-trusted", 4},
      {"not complete and a failure",
       [](GateInput& in) {
         in.complete = false;
         in.cases[0].results[0].verdict = Verdict::fail;
       },
       "incomplete", 5},
      {"stopped by Ctrl-C",
       [](GateInput& in) {
         in.signal = 2;
         in.complete = false;
       },
       "incomplete", 130},
      {"stopped by SIGTERM",
       [](GateInput& in) {
         in.signal = 15;
         in.complete = false;
       },
       "incomplete", 143},
      {"a case without requirements fails",
       [](GateInput& in) { in.cases.push_back(results("x", "", {Verdict::fail})); }, "does-not-conform", 1},
      {"nothing but unsupported, no catalogue",
       [](GateInput& in) {
         in.requirements.clear();
         in.cases = {results("x", "", {Verdict::unsupported, Verdict::unsupported})};
       },
       "does-not-conform", 1},
      {"a selection", [](GateInput& in) { in.everything = false; }, "conforms", 0},
  };
  for (const auto& row : rows) {
    auto input = good();
    row.change(input);
    const auto got = decide(input);
    BOOST_TEST(got.result == row.result, row.name << ": " << got.result << "; " << join(got.reasons, " "));
    BOOST_TEST(got.exit_code == row.code, row.name);
    if (got.exit_code != 0) BOOST_TEST(!got.reasons.empty(), row.name);
  }
}

BOOST_AUTO_TEST_CASE(every_reason_is_told) {
  auto input = good();
  input.trusted = false;
  input.why_not = {"Canary hang: wanted hang; got pass."};
  input.cases[0].results[0].verdict = Verdict::fail;
  input.cases[1].results[0].residue.state = "left";
  const auto text = join(decide(input).reasons, "\n");
  for (const auto* part : {"not trusted", "Canary hang", "fail: 1 result in 1 case (core)", "left something behind"}) {
    BOOST_TEST(text.find(part) != std::string::npos, part << " in " << text);
  }
}

BOOST_AUTO_TEST_CASE(rollup_takes_the_worst) {
  const auto core = requirement("CORE", "core");
  const auto of = [&](std::vector<Verdict> verdicts) { return rollup(core, {results("c", "CORE", verdicts)}); };
  BOOST_TEST(of({Verdict::pass, Verdict::unsupported}) == "pass");
  BOOST_TEST(of({Verdict::pass, Verdict::hang}) == "fail");
  BOOST_TEST(of({Verdict::pass, Verdict::blocked}) == "blocked");
  BOOST_TEST(of({Verdict::pass, Verdict::not_run}) == "not-run");
  BOOST_TEST(of({Verdict::unsupported, Verdict::unsupported}) == "unsupported");
  BOOST_TEST(of({Verdict::observed}) == "observed");
  BOOST_TEST(rollup(core, {}) == "not-run");
  auto untested = core;
  untested.untested = "no way";
  BOOST_TEST(rollup(untested, {}) == "untested");
}

BOOST_AUTO_TEST_SUITE_END()
