// SPDX-License-Identifier: BSL-1.0
// Every state that an expectation can be in, and files that are refused.
#include "expectations.hpp"

#include <boost/test/unit_test.hpp>

#include "gate.hpp"
#include "progress.hpp"
#include "temporary_file.hpp"
#include "text.hpp"
#include "verdict.hpp"

using namespace procport::runner;

namespace {

std::string entry(const std::string& subject, const std::string& verdict, const std::string& target = "odd-*") {
  return "[[expectation]]\ntarget = \"" + target + "\"\n" + subject + "\nverdict = \"" + verdict +
         "\"\nreason = \"it is odd\"\nevidence = \"seen\"\nreview_by = \"2030-01-01\"\n";
}

Case some_case() {
  Case out;
  out.id = "queue.get.waits";
  out.requirements = {"QUEUE-GET-WAITS"};
  return out;
}

/// The relation of one result to one file, and what the expectations then say of themselves.
std::pair<std::string, std::vector<std::string>> related(const std::string& text, Verdict verdict,
                                                         const std::string& today = "2029-12-31") {
  const test::TemporaryFile file(text);
  Expectations expectations({file.path()}, "odd-system");
  Result result;
  result.variant = "spawn-native";
  result.verdict = verdict;
  expectations.relate(some_case(), result);
  return {std::string(relation_of(result)), expectations.health(today, true)};
}

std::string refusal(const std::string& text, Verdict verdict = Verdict::fail) {
  try {
    related(text, verdict);
  } catch (const Refusal& refusal) {
    BOOST_TEST(refusal.code == exit_code::unreadable);
    return refusal.message;
  }
  return "accepted";
}

bool says(const std::vector<std::string>& lines, const std::string& part) {
  return join(lines, "\n").find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(expectations)

BOOST_AUTO_TEST_CASE(each_state) {
  const auto by_case = entry("case = \"queue.*\"", "fail");
  const auto held = related(by_case, Verdict::fail);
  BOOST_TEST(held.first == "as-expected");
  BOOST_TEST(held.second.empty());
  const auto drifted = related(by_case, Verdict::crash);
  BOOST_TEST(drifted.first == "drifted");
  BOOST_TEST(says(drifted.second, "has drifted: 1 result"));
  const auto healed = related(by_case, Verdict::pass);
  BOOST_TEST(healed.first == "healed");
  BOOST_TEST(says(healed.second, "has healed: 1 result no longer shows"));
  const auto unreachable = related(entry("case = \"pipe.*\"", "fail"), Verdict::fail);
  BOOST_TEST(unreachable.first == "unexpected");
  BOOST_TEST(says(unreachable.second, "is unreachable"));
  BOOST_TEST(says(related(by_case, Verdict::fail, "2030-01-02").second, "has expired"));
}

BOOST_AUTO_TEST_CASE(where_it_applies) {
  const auto relation = [](const std::string& text) { return related(text, Verdict::fail).first; };
  BOOST_TEST(relation(entry("requirement = \"QUEUE-GET-*\"", "fail")) == "as-expected");
  BOOST_TEST(relation(entry("requirement = \"PIPE-*\"", "fail")) == "unexpected");
  BOOST_TEST(relation(entry("case = \"queue.*\"\nvariant = \"spawn-*\"", "fail")) == "as-expected");
  BOOST_TEST(relation(entry("case = \"queue.*\"\nvariant = \"fork-*\"", "fail")) == "unexpected");
  BOOST_TEST(relation(entry("case = \"queue.*\"", "fail", "even-*")) == "unexpected");
  // That a run was cut off is never expected.
  BOOST_TEST(related(entry("case = \"*\"", "fail"), Verdict::not_run).first == "unexpected");
}

BOOST_AUTO_TEST_CASE(files_that_are_refused) {
  BOOST_TEST(refusal("a = 1").find("there is no [[expectation]]") != std::string::npos);
  BOOST_TEST(refusal(entry("case = \"a\"\nrequirement = \"B\"", "fail")).find("either") != std::string::npos);
  BOOST_TEST(refusal(entry("surprise = 1\ncase = \"a\"", "fail")).find("unknown member 'surprise'") !=
             std::string::npos);
  BOOST_TEST(refusal(entry("case = \"a\"", "odd")).find("not a verdict") != std::string::npos);
  BOOST_TEST(refusal(entry("case = \"a\"", "not-run")).find("can be expected") != std::string::npos);
  BOOST_TEST(refusal("[[expectation]]\ncase = \"a\"\nreview_by = \"soon\"").find("not a day") != std::string::npos);
  BOOST_TEST(refusal(entry("case = \"*\"", "fail") + entry("case = \"queue.*\"", "hang")).find("disagrees with") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_gate_tells_and_stays_open) {
  GateInput input;
  CaseResults results;
  results.info = some_case();
  results.results.resize(2);
  results.results[0].verdict = Verdict::pass;
  results.results[1].verdict = Verdict::fail;
  results.results[1].expectation = Expectation{Verdict::fail, "it is odd", "seen"};
  input.cases = {results};
  input.health = {"Expectation x has healed."};
  Run run;
  run.target.name = "odd-system";
  const auto gate = run.gate = decide(input);
  BOOST_TEST(gate.exit_code == 0);
  BOOST_TEST(gate.expected == 1U);
  BOOST_TEST(verdict_of_run(run).starts_with("odd-system conforms but for 1 expected difference, level core"));
  BOOST_TEST(gate.result == "does-not-conform");
  BOOST_TEST(says(gate.reasons, "As expected on this target, 1 case with fail (queue.get.waits): it is odd"));
  BOOST_TEST(says(gate.reasons, "has healed"));
  input.cases[0].results[1].verdict = Verdict::hang;
  run.gate = decide(input);
  BOOST_TEST(run.gate.exit_code == 1);
  BOOST_TEST(verdict_of_run(run).starts_with("odd-system does not conform"));
}

BOOST_AUTO_TEST_SUITE_END()
