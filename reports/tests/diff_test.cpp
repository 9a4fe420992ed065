// SPDX-License-Identifier: BSL-1.0
// The difference of two documents: which changes count as worse, and what they are put down to.
#include "reports/diff.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "reports/reports.hpp"
#include "sample.hpp"

namespace procport::reports {
namespace {
namespace json = boost::json;

constexpr const char* id = "queue.sample.pass";

ResultDocument read(const json::object& document) { return parse_result(json::serialize(document), "sample.json"); }

json::object with(std::string_view verdict, std::string_view reason = "") {
  auto document = test::small_document();
  test::set_verdict(document, id, verdict, reason);
  return document;
}

json::object& first_result(json::object& document) {
  return document["cases"].as_array()[0].as_object()["results"].as_array()[0].as_object();
}

std::size_t count(const Diff& diff, ChangeKind kind) { return diff.of(kind).size(); }

BOOST_AUTO_TEST_SUITE(diff)

BOOST_AUTO_TEST_CASE(equal_documents_do_not_differ) {
  const auto found = compare(read(test::small_document()), read(test::small_document()));
  BOOST_TEST(found.changes.empty());
  BOOST_TEST(found.headers.empty());
  BOOST_TEST(found.residue.empty());
  BOOST_TEST(found.facts.empty());
  BOOST_TEST(!found.worse());
  BOOST_TEST(found.cause().find("Target, suite and host are the same") == 0U);
}

BOOST_AUTO_TEST_CASE(verdicts_are_ranked_by_their_gate_colour) {
  struct Row {
    const char *before, *after;
    ChangeKind kind;
  };
  const Row rows[] = {{"pass", "fail", ChangeKind::regressed},        {"pass", "unsupported", ChangeKind::regressed},
                      {"pass", "not-run", ChangeKind::regressed},     {"unsupported", "crash", ChangeKind::regressed},
                      {"observed", "hang", ChangeKind::regressed},    {"fail", "pass", ChangeKind::improved},
                      {"crash", "unsupported", ChangeKind::improved}, {"untested", "pass", ChangeKind::improved},
                      {"fail", "crash", ChangeKind::changed},         {"unsupported", "untested", ChangeKind::changed}};
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.before << " to " << row.after) {
      const auto found = compare(read(with(row.before)), read(with(row.after)));
      BOOST_REQUIRE(found.changes.size() == 1U);
      BOOST_TEST((found.changes[0].kind == row.kind));
      BOOST_TEST(found.changes[0].id == id);
      BOOST_TEST(found.changes[0].variant == "fork-native");
      BOOST_TEST(found.worse() == (row.kind == ChangeKind::regressed));
    }
  }
}

BOOST_AUTO_TEST_CASE(another_reason_is_a_change_and_not_worse) {
  const auto found = compare(read(with("fail", "one")), read(with("fail", "two")));
  BOOST_TEST(count(found, ChangeKind::changed) == 1U);
  BOOST_TEST(!found.worse());
}

BOOST_AUTO_TEST_CASE(new_and_gone_cases_are_listed) {
  auto fewer = test::small_document();
  auto& cases = fewer["cases"].as_array();
  cases.pop_back();
  fewer["requirements"].as_array()[10].as_object()["cases"] = json::array{};
  const auto gone = compare(read(test::small_document()), read(fewer));
  BOOST_TEST(count(gone, ChangeKind::gone) == 2U);
  const auto appeared = compare(read(fewer), read(test::small_document()));
  BOOST_TEST(count(appeared, ChangeKind::appeared) == 2U);
  BOOST_TEST(!appeared.worse());
}

BOOST_AUTO_TEST_CASE(new_residue_is_worse_and_less_is_not) {
  auto left = test::small_document();
  auto& residue = first_result(left)["residue"].as_object();
  residue["state"] = "left";
  residue["items"].as_array().push_back({{"kind", "process"}, {"name", "4711"}, {"detail", ""}});
  const auto worse = compare(read(test::small_document()), read(left));
  BOOST_TEST(worse.worse());
  BOOST_REQUIRE(worse.residue.size() == 1U);
  BOOST_TEST(worse.residue[0].detail == "process 4711");
  BOOST_TEST(!compare(read(left), read(test::small_document())).worse());
}

BOOST_AUTO_TEST_CASE(a_lost_gate_is_worse) {
  auto good = test::small_document();
  good["run"].as_object()["gate"].as_object()["result"] = "conforms";
  BOOST_TEST(compare(read(good), read(test::small_document())).worse());
  BOOST_TEST(!compare(read(test::small_document()), read(good)).worse());
}

BOOST_AUTO_TEST_CASE(the_worst_attempt_counts) {
  auto flaky = test::small_document();
  auto again = first_result(flaky);
  again["attempt"] = 2;
  again["verdict"] = "fail";
  flaky["cases"].as_array()[0].as_object()["results"].as_array().push_back(std::move(again));
  BOOST_TEST(count(compare(read(test::small_document()), read(flaky)), ChangeKind::regressed) == 1U);
}

BOOST_AUTO_TEST_CASE(causes_are_told_apart) {
  auto target = test::small_document();
  target["target"].as_object()["kernel"] = "6.6.0";
  BOOST_TEST(compare(read(test::small_document()), read(target)).cause() ==
             "Only the target changed between the runs.");
  auto suite = test::small_document();
  suite["suite"].as_object()["commit"] = "ffff";
  BOOST_TEST(compare(read(test::small_document()), read(suite)).cause() == "Only the suite changed between the runs.");
  auto host = test::small_document();
  host["host"].as_object()["compiler"] = "Clang 14";
  BOOST_TEST(compare(read(test::small_document()), read(host)).cause() == "Only the host changed between the runs.");
  host["target"] = target["target"];
  BOOST_TEST(
      compare(read(test::small_document()), read(host)).cause().find("Changed between the runs: target, host.") == 0U);
}

BOOST_AUTO_TEST_CASE(facts_are_compared) {
  auto other = test::small_document();
  other["facts"].as_array()[0].as_object()["availability"] = "refused";
  const auto found = compare(read(test::small_document()), read(other));
  BOOST_REQUIRE(found.facts.size() == 1U);
  BOOST_TEST(found.facts[0].before == "works, serves");
  BOOST_TEST(found.facts[0].after == "refused, serves");
}

BOOST_AUTO_TEST_CASE(each_format_says_the_same) {
  const test::TemporaryFolder folder;
  auto after = with("fail", "too early");
  after["target"].as_object()["kernel"] = "6.6.0";
  test::write_document(folder.path() / "before", test::small_document());
  test::write_document(folder.path() / "after", after);
  for (const auto* format : {"text", "md"}) {
    std::ostringstream out;
    BOOST_TEST(print_diff(folder.path() / "before", folder.path() / "after", out, format) == 6);
    for (const auto* part : {"Something got worse", "queue.sample.pass", "pass → fail", "too early", "6.1.0 → 6.6.0",
                             "Target changed", "regressed: 1"}) {
      BOOST_TEST(out.str().find(part) != std::string::npos, format << ": " << part << "\n" << out.str());
    }
  }
  std::ostringstream out;
  BOOST_TEST(print_diff(folder.path() / "before", folder.path() / "after", out, "json") == 6);
  const auto document = json::parse(out.str());
  BOOST_TEST(document.at("worse").as_bool());
  BOOST_TEST(document.at("regressed").at(0).at("id").as_string() == id);
  BOOST_TEST(document.at("regressed").at(0).at("after").as_string() == "fail");
  BOOST_TEST(document.at("headers").at(0).at("cause").as_string() == "target");
}

BOOST_AUTO_TEST_CASE(exit_codes) {
  const test::TemporaryFolder folder;
  test::write_document(folder.path() / "a", test::small_document());
  std::ostringstream out;
  BOOST_TEST(print_diff(folder.path() / "a", folder.path() / "a", out, "text") == 0);
  BOOST_TEST(print_diff(folder.path() / "a", folder.path() / "a", out, "xml") == 2);
  BOOST_TEST(print_diff(folder.path() / "a", folder.path() / "nothing", out, "text") == 9);
}

BOOST_AUTO_TEST_CASE(text_cannot_command_a_terminal) {
  const test::TemporaryFolder folder;
  test::write_document(folder.path() / "a", test::small_document());
  test::write_document(folder.path() / "b", with("fail", "\x1b[2J\nline"));
  std::ostringstream out;
  BOOST_TEST(print_diff(folder.path() / "a", folder.path() / "b", out, "text") == 6);
  BOOST_TEST(out.str().find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace procport::reports
