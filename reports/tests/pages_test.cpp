// SPDX-License-Identifier: BSL-1.0
// The pages: every link leads somewhere, markup is whole, nothing from a document becomes markup, and they stay light.
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <map>
#include <sstream>

#include "page_checks.hpp"
#include "reports/reports.hpp"
#include "reports/result_document.hpp"
#include "sample.hpp"

namespace procport::reports {
namespace {
namespace fs = std::filesystem;
namespace json = boost::json;

fs::path make_report(const fs::path& folder, const json::object& document) {
  test::write_document(folder, document);
  std::ostringstream log;
  BOOST_TEST(write_report({folder}, folder / "report", log) == 0, log.str());
  return folder / "report";
}

std::map<std::string, std::string> all_files(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file())
      files[entry.path().lexically_relative(folder).generic_string()] = test::read_text(entry.path());
  }
  return files;
}

BOOST_AUTO_TEST_SUITE(pages)

BOOST_AUTO_TEST_CASE(every_link_leads_to_a_page_and_an_anchor) {
  const test::TemporaryFolder folder;
  const auto report = make_report(folder.path(), test::small_document());
  BOOST_TEST(test::dead_links(report) == std::vector<std::string>(), boost::test_tools::per_element());
  test::write_text(report / "index.html", "<a href=\"nowhere.html\"></a>");
  BOOST_TEST(test::dead_links(report).size() > 0U);  // The check itself can fail.
}

BOOST_AUTO_TEST_CASE(markup_is_whole) {
  const test::TemporaryFolder folder;
  for (const auto& [name, text] : all_files(make_report(folder.path(), test::small_document()))) {
    if (!name.ends_with(".html")) continue;
    BOOST_TEST_CONTEXT(name) { BOOST_TEST(test::unbalanced(text) == ""); }
  }
  BOOST_TEST(test::unbalanced("<p><b></p></b>") != "");
  BOOST_TEST(test::unbalanced("<p>") != "");
}

BOOST_AUTO_TEST_CASE(pages_need_nothing_from_elsewhere) {
  const test::TemporaryFolder folder;
  for (const auto& [name, text] : all_files(make_report(folder.path(), test::small_document()))) {
    if (!name.ends_with(".html")) continue;
    BOOST_TEST_CONTEXT(name) {
      for (const auto* word : {"http:", "https:", " src=", "@import", "url(", "<link"}) {
        BOOST_TEST(text.find(word) == std::string::npos, word);
      }
      for (const auto* word : {"lang=\"en\"", "class=\"skip\"", "id=\"content\"", "prefers-color-scheme: dark",
                               "forced-colors", "@media print", ":focus-visible", "<title>"}) {
        BOOST_TEST(text.find(word) != std::string::npos, word);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(each_verdict_has_its_word_and_glyph_on_its_page) {
  const test::TemporaryFolder folder;
  const auto document = test::small_document();
  const auto files = all_files(make_report(folder.path(), document));
  const auto& verdicts = document.at("vocabulary").at("verdicts").as_array();
  BOOST_TEST(verdicts.size() == 11U);
  for (const auto& row : verdicts) {
    const std::string word(row.at("word").as_string());
    const std::string glyph(row.at("glyph").as_string());
    BOOST_TEST_CONTEXT(word) {
      const auto badge = "<span class=\"b v-" + word + "\">" + glyph + " " + word + "</span>";
      BOOST_TEST(files.at("case/queue.sample." + word + ".html").find(badge) != std::string::npos);
      BOOST_TEST(files.at("index.html").find(badge) != std::string::npos);
      BOOST_TEST(files.at("cases.html").find(badge) != std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_first_heading_is_the_answer) {
  const std::map<std::string, std::string> tones = {
      {"conforms", "green"}, {"does-not-conform", "red"}, {"not-trusted", "red"}, {"incomplete", "neutral"}};
  const std::map<std::string, std::string> sentences = {
      {"conforms", "procport-reference 0.1.0 conforms on sample-small."},
      {"does-not-conform", "procport-reference 0.1.0 does not conform on sample-small."},
      {"not-trusted", "This run cannot be trusted: it says nothing about procport-reference 0.1.0 on sample-small."},
      {"incomplete", "This run is incomplete: no answer yet for procport-reference 0.1.0 on sample-small."}};
  for (const auto& [result, sentence] : sentences) {
    const test::TemporaryFolder folder;
    auto document = test::small_document();
    auto& gate = document["run"].as_object()["gate"].as_object();
    gate["result"] = result;
    gate["exit_code"] = 1;
    const auto text = test::read_text(make_report(folder.path(), document) / "index.html");
    const auto heading = text.find("<h1>");
    BOOST_REQUIRE(heading != std::string::npos);
    BOOST_TEST(text.substr(heading + 4, sentence.size()) == sentence);
    BOOST_TEST(text.find("class=\"card hero t-" + tones.at(result) + "\"") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(differences_that_are_all_expected_are_no_failure) {
  const test::TemporaryFolder folder;
  auto document = test::small_document();
  auto& gate = document["run"].as_object()["gate"].as_object();
  gate["result"] = "does-not-conform";
  gate["exit_code"] = 0;
  const auto text = test::read_text(make_report(folder.path(), document) / "index.html");
  BOOST_TEST(text.find("conforms on sample-small but for differences that are expected there.") != std::string::npos);
  BOOST_TEST(text.find("class=\"card hero t-amber\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(columns_with_the_same_words_are_one_column) {
  const test::TemporaryFolder folder;
  auto document = test::small_document();
  for (auto& one : document["cases"].as_array()) {
    test::set_verdict(document, one.at("id").as_string(), "pass", "");
  }
  const auto text = test::read_text(make_report(folder.path(), document) / "cases.html");
  BOOST_TEST(text.find("all 2 variants<span class=\"names\">fork-native<br>spawn-native</span>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(hostile_text_stays_text) {
  const std::string evil = "\"><script>alert('x')</script><!-- & \x1b[31m";
  const std::string evil_id = "../../escape/<script>alert(1)</script>";
  auto document = test::small_document();
  test::poison(document, evil);
  auto& requirement = document["requirements"].as_array()[0].as_object();
  auto& one = document["cases"].as_array()[0].as_object();
  requirement["id"] = "R-" + evil_id;
  one["requirements"] = json::array{json::value("R-" + evil_id)};
  one["id"] = evil_id;
  requirement["cases"] = json::array{json::value(evil_id)};

  const test::TemporaryFolder folder;
  const auto report = make_report(folder.path() / "a" / "b", document);
  for (const auto& [name, text] : all_files(report)) {
    if (name == "result.json") continue;
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(text.find("<script>alert") == std::string::npos);
      BOOST_TEST(text.find("<!-- &") == std::string::npos);
      if (name.ends_with(".html")) BOOST_TEST(test::unbalanced(text) == "");
      BOOST_TEST(text.find('\x1b') == std::string::npos);
    }
  }
  BOOST_TEST(test::dead_links(report) == std::vector<std::string>(), boost::test_tools::per_element());
  BOOST_TEST(!fs::exists(folder.path() / "escape"));
  BOOST_TEST(!fs::exists(folder.path() / "a" / "escape"));
}

BOOST_AUTO_TEST_CASE(a_real_size_index_is_light) {
  const test::TemporaryFolder folder;
  const auto report = make_report(folder.path(), test::large_document());
  BOOST_TEST(fs::file_size(report / "index.html") < 300'000U);
  BOOST_TEST(fs::file_size(report / "cases.html") < 300'000U);
  BOOST_TEST(test::dead_links(report).empty());
}

BOOST_AUTO_TEST_CASE(an_index_of_nothing_but_failures_is_light) {
  auto document = test::large_document();
  for (auto& one : document["cases"].as_array()) {
    for (auto& result : one.as_object()["results"].as_array()) {
      result.as_object()["verdict"] = "fail";
      result.as_object()["relation"] = "unexpected";
      result.as_object()["reason"] = std::string(5000, 'x') + std::string(result.at("reproduce").as_string());
    }
  }
  const test::TemporaryFolder folder;
  BOOST_TEST(fs::file_size(make_report(folder.path(), document) / "index.html") < 300'000U);
}

BOOST_AUTO_TEST_CASE(the_same_document_gives_the_same_bytes) {
  const test::TemporaryFolder folder;
  const auto first = all_files(make_report(folder.path() / "a", test::small_document()));
  const auto second = all_files(make_report(folder.path() / "b", test::small_document()));
  BOOST_TEST((first == second));
}

BOOST_AUTO_TEST_CASE(a_report_takes_the_place_of_an_older_one) {
  const test::TemporaryFolder folder;
  (void)make_report(folder.path(), test::small_document());
  auto later = test::small_document();
  for (const auto* name : {"facts", "variants", "requirements", "cases"}) later[name] = json::array{};
  const auto report = make_report(folder.path(), later);
  BOOST_TEST((test::read_text(report / "result.json") == test::read_text(folder.path() / "result.json")));
}

BOOST_AUTO_TEST_CASE(several_results_are_compared) {
  const test::TemporaryFolder folder;
  test::write_document(folder.path() / "a", test::small_document());
  test::write_document(folder.path() / "b", test::small_document());
  std::ostringstream log;
  const auto out = folder.path() / "out";
  BOOST_TEST(write_report({folder.path() / "a", folder.path() / "b" / "result.json"}, out, log) == 0, log.str());
  const auto text = test::read_text(out / "index.html");
  BOOST_TEST(text.find("all 2 targets") != std::string::npos);
  BOOST_TEST(test::unbalanced(text) == "");
  BOOST_TEST(test::dead_links(out) == std::vector<std::string>(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_empty_document_gives_a_page) {
  auto document = test::small_document();
  for (const auto* name : {"facts", "variants", "requirements", "cases"}) document[name] = json::array{};
  const test::TemporaryFolder folder;
  const auto report = make_report(folder.path(), document);
  BOOST_TEST(test::dead_links(report) == std::vector<std::string>(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(exit_codes) {
  const test::TemporaryFolder folder;
  std::ostringstream log;
  BOOST_TEST(write_report({}, folder.path(), log) == 2);
  BOOST_TEST(write_report({folder.path() / "nothing"}, folder.path() / "out", log) == 9);
  BOOST_TEST(!fs::exists(folder.path() / "out"));  // Nothing is written before everything was read.
  test::write_document(folder.path(), test::small_document());
  test::write_text(folder.path() / "file", "");
  BOOST_TEST(write_report({folder.path()}, folder.path() / "file" / "out", log) == 9);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace procport::reports
