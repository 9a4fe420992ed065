// SPDX-License-Identifier: BSL-1.0
// The list of defects, and what is made of what they showed.
#include "power.hpp"

#include <boost/test/unit_test.hpp>

#include "document.hpp"
#include "json_schema.hpp"
#include "temporary_file.hpp"

using namespace procport::runner;

namespace {

Catalogue catalogue() {
  const auto folder = std::filesystem::temp_directory_path() / ("pp-power-" + random_word(8));
  std::filesystem::create_directory(folder);
  std::ofstream(folder / "a.toml") << "area = \"area\"\n"
                                      "[[requirement]]\nid = \"GET\"\ntext = \"t\"\nlevel = \"core\"\nsource = \"s\"\n"
                                      "[[requirement]]\nid = \"PUT\"\ntext = \"t\"\nlevel = \"core\"\nsource = \"s\"\n";
  auto out = Catalogue::load(folder);
  std::filesystem::remove_all(folder);
  return out;
}

std::string entry(const std::string& more, const std::string& breaks = "[\"GET\"]", const std::string& id = "a-1") {
  return "[[defect]]\nid = \"" + id + "\"\nfamily = \"f\"\ntext = \"t\"\nbreaks = " + breaks + "\n" + more + "\n";
}

void refuses(const std::string& text, const std::string& part) {
  const test::TemporaryFile file(text);
  try {
    (void)load_defects(file.path(), catalogue());
    BOOST_ERROR("accepted; wanted: " << part);
  } catch (const Refusal& refusal) {
    BOOST_TEST(refusal.code == exit_code::unreadable);
    BOOST_TEST(refusal.message.find(file.path().string()) != std::string::npos, refusal.message);
    BOOST_TEST(refusal.message.find(part) != std::string::npos, refusal.message << " does not hold: " << part);
  }
}

DefectOutcome outcome(std::vector<Aim> aims, std::optional<std::string> absorbed = std::nullopt) {
  Defect defect{"lost-post", "semaphore", "A post is lost.", {}, {}, {}, std::move(absorbed)};
  return {std::move(defect), true, "", std::move(aims)};
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(power_of_the_cases)

BOOST_AUTO_TEST_CASE(a_list_is_read) {
  const test::TemporaryFile file(entry("") + entry("variants = [\"*\"]\ncases = [\"c.*\"]\nabsorbed = \"tried again\"",
                                                   "[\"GET\", \"PUT\"]", "b"));
  const auto defects = load_defects(file.path(), catalogue());
  BOOST_REQUIRE(defects.size() == 2U);
  BOOST_TEST(defects[0].variants == std::vector<std::string>{"spawn-native"});
  BOOST_TEST(!defects[0].absorbed.has_value());
  BOOST_TEST(defects[1].breaks == (std::vector<std::string>{"GET", "PUT"}));
  BOOST_TEST(defects[1].cases == std::vector<std::string>{"c.*"});
  BOOST_TEST(defects[1].absorbed.value() == "tried again");
}

BOOST_AUTO_TEST_CASE(mistakes_are_refused) {
  refuses("", "there is no [[defect]]");
  refuses("[[defect]]\nfamily = \"f\"", "'id'");
  refuses(entry("", "[\"GTE\"]"), "did you mean GET?");
  refuses(entry("", "[]"), "names no requirement");
  refuses(entry("") + entry(""), "a-1 is there twice");
  refuses(entry("surprise = 1"), "unknown member 'surprise'");
  refuses(entry("", "[\"GET\"]", "A b"), "an id holds");
  refuses("x = ", "line 1");
}

BOOST_AUTO_TEST_CASE(each_requirement_must_show_it) {
  BOOST_TEST(outcome({{"GET", {"fail a"}, 2}}).as_listed());
  BOOST_TEST(!outcome({{"GET", {"fail a"}, 2}, {"PUT", {}, 1}}).as_listed());
  BOOST_TEST(!outcome({{"GET", {}, 0}}).as_listed());
  auto never = outcome({{"GET", {"fail a"}, 2}});
  never.struck = false;
  BOOST_TEST(!never.as_listed());
  auto refused = outcome({{"GET", {"fail a"}, 2}});
  refused.problem = "the host is broken";
  BOOST_TEST(!refused.as_listed());
}

BOOST_AUTO_TEST_CASE(what_is_absorbed_shows_nowhere) {
  BOOST_TEST(outcome({{"GET", {}, 2}}, "tried again").as_listed());
  BOOST_TEST(!outcome({{"GET", {"hang a"}, 2}}, "tried again").as_listed());
  BOOST_TEST(!outcome({{"GET", {}, 0}}, "tried again").as_listed());
}

BOOST_AUTO_TEST_CASE(tables_count_what_was_seen) {
  auto never = outcome({{"GET", {"fail a"}, 1}});
  never.struck = false;
  const std::vector<DefectOutcome> all{outcome({{"GET", {"fail a"}, 2}, {"PUT", {}, 1}}),
                                       outcome({{"GET", {"hang b"}, 1}}), never,
                                       outcome({{"PUT", {}, 1}}, "tried again")};
  const auto words = power_in_words(all, catalogue());
  BOOST_TEST(holds(words, "4 defects: 1 of 3 noticed, 1 of 1 absorbed"), words);
  BOOST_TEST(holds(words, "  GET                                      2 / 3\n"), words);
  BOOST_TEST(holds(words, "  PUT                                      0 / 1\n"), words);
  BOOST_TEST(holds(words, "PUT: no case noticed it, of 1"), words);
  BOOST_TEST(holds(words, "it never struck"), words);
  const auto markdown = power_in_markdown(all, catalogue());
  BOOST_TEST(holds(markdown, "| semaphore | 4 | 1 of 3 | 1 of 1 |"), markdown);
  BOOST_TEST(holds(markdown, "| area | 2 / 4 |"), markdown);
}

BOOST_AUTO_TEST_CASE(the_document_fits_its_schema) {
  const auto schema = test::JsonSchema::from_file(std::string(SCHEMA_FOLDER) + "/power-1.0.schema.json");
  auto document = power_document({outcome({{"GET", {"fail a"}, 2}}), outcome({{"PUT", {}, 1}}, "tried again")});
  for (const auto& wrong : schema.check(document)) BOOST_ERROR(wrong);
  document["defects"].as_array().front().as_object().erase("struck");
  BOOST_TEST(!schema.check(document).empty());
}

BOOST_AUTO_TEST_SUITE_END()
