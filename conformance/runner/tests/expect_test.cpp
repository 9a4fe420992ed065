// SPDX-License-Identifier: BSL-1.0
// The state of an expectation, as far as a catalogue and a host tell it.
#include "expect.hpp"

#include <boost/test/unit_test.hpp>

using namespace procport::runner;

namespace {

ExpectationRow row(const std::string& glob, const std::string& variant = "*", Verdict verdict = Verdict::fail) {
  ExpectationRow out;
  out.target = "odd-*";
  out.case_glob = out.subject = glob;
  out.variant = variant;
  out.review_by = "2030-01-01";
  out.expectation.verdict = verdict;
  return out;
}

Host host() {
  Host out;
  out.variants = {{"spawn-native", "spawn", "native"}};
  Case info;
  info.id = "queue.get.waits";
  info.requirements = {"QUEUE-GET-WAITS"};
  out.cases = {info};
  return out;
}

std::vector<ExpectationState> states(const std::vector<ExpectationRow>& rows, const std::string& today = "2029-12-31") {
  return states_of(rows, Catalogue(), host(), today);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(expect)

BOOST_AUTO_TEST_CASE(one_that_can_be_meant_is_well) {
  for (const auto* glob : {"queue.get.waits", "queue.*"}) {
    const auto state = states({row(glob)}).front();
    BOOST_TEST(state.state == "unseen");
    BOOST_TEST(state.problems.empty());
  }
}

BOOST_AUTO_TEST_CASE(one_that_covers_nothing_is_unreachable) {
  const auto renamed = states({row("queue.get.wait")}).front();
  BOOST_TEST(renamed.state == "unreachable");
  BOOST_TEST(renamed.problems.front() == "There is no case 'queue.get.wait'; was it renamed to queue.get.waits?");
  const auto nowhere = states({row("queue.*", "fork-*")}).front();
  BOOST_TEST(nowhere.state == "unreachable");
  BOOST_TEST(nowhere.problems.front() == "No case of 'queue.*' runs in 'fork-*'.");
}

BOOST_AUTO_TEST_CASE(its_day_is_the_last) {
  BOOST_TEST(states({row("queue.*")}, "2030-01-01").front().state == "unseen");
  BOOST_TEST(states({row("queue.*")}, "2030-01-02").front().state == "expired");
}

BOOST_AUTO_TEST_CASE(two_must_not_disagree) {
  auto other = row("queue.get.waits", "spawn-*", Verdict::hang);
  BOOST_TEST(states({row("queue.*"), other}).back().problems.front().starts_with("It disagrees with "));
  BOOST_TEST(states({row("queue.*", "*", Verdict::hang), other}).back().problems.empty());
  other.target = "even-*";
  BOOST_TEST(states({row("queue.*"), other}).back().problems.empty());
}

BOOST_AUTO_TEST_SUITE_END()
