// SPDX-License-Identifier: BSL-1.0
// Markdown and JUnit: every verdict arrives, with the outcome that the mapping table promises.
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <map>
#include <regex>
#include <sstream>

#include "page_checks.hpp"
#include "reports/reports.hpp"
#include "reports/result_document.hpp"
#include "sample.hpp"

namespace procport::reports {
namespace {
namespace json = boost::json;

std::string junit_of(const json::object& document) {
  std::ostringstream out;
  write_junit(parse_result(json::serialize(document), "sample.json"), out);
  return out.str();
}

std::string markdown_of(const json::object& document) {
  std::ostringstream out;
  write_markdown(parse_result(json::serialize(document), "sample.json"), out);
  return out.str();
}

/// The test case of an id in the first variant.
std::string test_case(const std::string& xml, const std::string& id) {
  const auto suite = xml.find("<testsuite name=\"fork-native\"");
  const auto from = xml.find("name=\"" + id + "\"", suite);
  return from == std::string::npos ? "" : xml.substr(from, xml.find("</testcase>", from) - from);
}

BOOST_AUTO_TEST_SUITE(exports)

BOOST_AUTO_TEST_CASE(junit_maps_each_verdict) {
  const std::map<std::string, std::string> outcomes = {{"pass", ""},
                                                       {"observed", ""},
                                                       {"fail", "<failure type=\"fail\""},
                                                       {"crash", "<error type=\"crash\""},
                                                       {"hang", "<error type=\"hang\""},
                                                       {"broken", "<error type=\"broken\""},
                                                       {"interrupted", "<error type=\"interrupted\""},
                                                       {"not-run", "<error type=\"not-run\""},
                                                       {"unsupported", "<skipped message=\"unsupported: "},
                                                       {"blocked", "<skipped message=\"blocked: "},
                                                       {"untested", "<skipped message=\"untested: "}};
  const auto document = test::small_document();
  const auto xml = junit_of(document);
  BOOST_TEST(document.at("vocabulary").at("verdicts").as_array().size() == outcomes.size());
  for (const auto& [word, outcome] : outcomes) {
    BOOST_TEST_CONTEXT(word) {
      const auto text = test_case(xml, "queue.sample." + word);
      BOOST_TEST(text.find("<property name=\"verdict\" value=\"" + word + "\"/>") != std::string::npos);
      BOOST_TEST(text.find("<property name=\"variant\" value=\"fork-native\"/>") != std::string::npos);
      for (const auto* element : {"<failure", "<error", "<skipped"}) {
        BOOST_TEST((text.find(element) != std::string::npos) == (outcome.find(element) == 0));
      }
      BOOST_TEST(text.find(outcome) != std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(junit_totals_are_those_of_its_elements) {
  const auto xml = junit_of(test::small_document());
  const auto sum = [&](const std::string& attribute) {
    const std::regex pattern("<testsuite [^>]*" + attribute + "=\"([0-9]+)\"");
    long total = 0;
    for (std::sregex_iterator at(xml.begin(), xml.end(), pattern), end; at != end; ++at) {
      total += std::stol((*at)[1].str());
    }
    return total;
  };
  const auto count = [&](const std::string& text) {
    long total = 0;
    for (auto at = xml.find(text); at != std::string::npos; at = xml.find(text, at + 1)) ++total;
    return total;
  };
  BOOST_TEST(sum("tests") == count("<testcase "));
  BOOST_TEST(sum("failures") == count("<failure "));
  BOOST_TEST(sum("errors") == count("<error "));
  BOOST_TEST(sum("skipped") == count("<skipped "));
  BOOST_TEST(count("<testcase ") > 22);
  BOOST_TEST(test::unbalanced(xml.substr(xml.find("<testsuites"))).find("is not closed") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(junit_reports_residue_as_a_failure_and_notes_what_is_lost) {
  const auto xml = junit_of(test::small_document());
  BOOST_TEST(xml.find("<failure type=\"residue\" message=\"semaphore /mp-a1b2-00000001 (made by the case)\"") !=
             std::string::npos);
  BOOST_TEST(xml.find("<property name=\"loss\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_run_without_trust_or_end_is_never_green_in_junit) {
  auto document = test::small_document();
  for (auto& one : document["cases"].as_array()) test::set_verdict(document, one.at("id").as_string(), "pass", "");
  const std::map<std::string, std::string> elements = {{"conforms", ""},
                                                       {"does-not-conform", "<failure type=\"does-not-conform\""},
                                                       {"not-trusted", "<error type=\"not-trusted\""},
                                                       {"incomplete", "<error type=\"incomplete\""}};
  for (const auto& [result, element] : elements) {
    document["run"].as_object()["gate"].as_object()["result"] = result;
    document["run"].as_object()["gate"].as_object()["exit_code"] = 1;
    const auto xml = junit_of(document);
    const auto from = xml.find("<testcase classname=\"procport.run\" name=\"gate\">");
    BOOST_REQUIRE(from != std::string::npos);
    const auto gate = xml.substr(from, xml.find("</testcase>", from) - from);
    const bool green = gate.find("<failure") == std::string::npos && gate.find("<error") == std::string::npos;
    BOOST_TEST(green == element.empty());
    BOOST_TEST(gate.find(element) != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_red_word_is_an_error_in_junit) {
  auto document = test::small_document();
  document["vocabulary"].as_object()["verdicts"].as_array().push_back(
      {{"word", "melted"}, {"glyph", "~"}, {"meaning", "The machine melted."}, {"gate", "red"}});
  test::set_verdict(document, "queue.sample.pass", "melted", "too hot");
  BOOST_TEST(junit_of(document).find("<error type=\"melted\" message=\"too hot\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_expected_failure_is_skipped_in_junit) {
  auto document = test::small_document();
  test::set_verdict(document, "queue.sample.fail", "fail", "known");
  document["cases"].as_array()[1].as_object()["results"].as_array()[0].as_object()["relation"] = "as-expected";
  BOOST_TEST(test_case(junit_of(document), "queue.sample.fail").find("<skipped message=\"fail: known\"") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(markdown_says_each_verdict_and_its_reason) {
  const auto document = test::small_document();
  const auto text = markdown_of(document);
  BOOST_TEST(text.find("# ✗ procport-reference 0.1.0 does not conform on sample-small.") == 0U);
  for (const auto& row : document.at("vocabulary").at("verdicts").as_array()) {
    const std::string word(row.at("word").as_string());
    // Passes and observations are not listed one by one; they are in the table.
    const bool listed = word != "pass" && word != "observed";
    const auto wanted = std::string(row.at("glyph").as_string()) + (listed ? " **" + word + "**" : " " + word + " |");
    BOOST_TEST(text.find(wanted) != std::string::npos, word);
  }
  std::size_t at = 0;
  for (const auto* title : {"## Unexpected", "## Left behind", "## Without a result", "## Untested requirements"}) {
    at = text.find(title, at);
    BOOST_TEST(at != std::string::npos, title);
  }
  BOOST_TEST(text.find("memfd\\_create said ENOSYS (38)") != std::string::npos);
  BOOST_TEST(text.find("semaphore /mp-a1b2-00000001") != std::string::npos);
  BOOST_TEST(text.find("Changing the clock needs rights") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace procport::reports
