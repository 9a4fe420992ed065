// SPDX-License-Identifier: BSL-1.0
// Reading of result documents: a wrong document is refused with the file and the field, and never crashes the reader.
#define BOOST_TEST_MODULE reports
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <regex>
#include <set>

#include "reports/reports.hpp"
#include "reports/result_document.hpp"
#include "sample.hpp"

namespace procport::reports {
namespace {
namespace json = boost::json;

/// What a document may leave out. Everything else that the sample has is required.
const std::set<std::string> optional_fields = {"run.ended",
                                               "suite.commit",
                                               "suite.dirty",
                                               "facts[].call",
                                               "facts[].error",
                                               "facts[].code",
                                               "facts[].detail",
                                               "limits",
                                               "limits[].value",
                                               "limits[].unit",
                                               "limits[].call",
                                               "limits[].error",
                                               "limits[].code",
                                               "limits[].detail",
                                               "requirements[].source",
                                               "requirements[].untested",
                                               "cases[].results[].reason",
                                               "cases[].results[].stability",
                                               "cases[].results[].containment",
                                               "cases[].results[].started_ms",
                                               "cases[].results[].witnesses.declared",
                                               "cases[].results[].witnesses.exit",
                                               "cases[].results[].witnesses.after",
                                               "cases[].results[].observations[].value",
                                               "cases[].results[].failures[].file",
                                               "cases[].results[].logs",
                                               "cases[].results[].logs.stdout",
                                               "cases[].results[].logs.stderr",
                                               "cases[].results[].residue.items[].detail"};

bool is_optional(const std::string& path) {
  return optional_fields.contains(path) || path.starts_with("run.selection.") || path.starts_with("totals.verdicts.") ||
         path.starts_with("totals.residue.") || path.starts_with("totals.requirements.") ||
         (path.starts_with("target.") && path != "target.name");
}

using Visit = std::function<void(json::object& parent, const std::string& key, const std::string& path)>;

/// Visits every member of every object; of an array the first element that has members of its own kind.
void walk(json::value& value, const std::string& path, std::set<std::string>& seen, const Visit& visit) {
  if (auto* array = value.if_array()) {
    for (auto& item : *array) walk(item, path + "[]", seen, visit);
    return;
  }
  auto* object = value.if_object();
  if (object == nullptr) return;
  std::vector<std::string> keys;
  for (const auto& member : *object) keys.emplace_back(member.key());
  for (const auto& key : keys) {
    const auto member_path = path.empty() ? key : path + "." + key;
    if (seen.insert(member_path).second) visit(*object, key, member_path);
    walk(object->at(key), member_path, seen, visit);
  }
}

std::string error_of(const json::value& document) {
  try {
    static_cast<void>(parse_result(json::serialize(document), "sample.json"));
  } catch (const DocumentError& error) {
    return error.what();
  }
  return "";
}

void check_each_member(
    const std::function<void(json::object&, const std::string& key)>& change,
    const std::function<void(const std::string& error, const std::string& key, const std::string& path)>& check) {
  json::value document = test::small_document();
  std::set<std::string> seen;
  walk(document, "", seen, [&](json::object& parent, const std::string& key, const std::string& path) {
    const auto kept = parent.at(key);
    change(parent, key);
    check(error_of(document), key, path);
    parent[key] = kept;
  });
  BOOST_TEST(seen.size() > 100U);
}

BOOST_AUTO_TEST_SUITE(document)

BOOST_AUTO_TEST_CASE(samples_are_read) {
  BOOST_TEST(error_of(test::small_document()) == "");
  const auto document = parse_result(json::serialize(test::large_document()), "large.json");
  BOOST_TEST(document.cases.size() == 150U);
  BOOST_TEST(document.variants.size() == 6U);
  BOOST_TEST(document.cases[0].results[0].observations[0].second == "51.25");
}

BOOST_AUTO_TEST_CASE(each_required_field_is_missed_by_name) {
  check_each_member([](json::object& parent, const std::string& key) { parent.erase(key); },
                    [](const std::string& error, const std::string& key, const std::string& path) {
                      BOOST_TEST_CONTEXT(path) {
                        if (is_optional(path)) {
                          BOOST_TEST(error == "");
                        } else {
                          BOOST_TEST(error.find("sample.json: ") == 0U);
                          BOOST_TEST(error.find(key + ": missing") != std::string::npos, error);
                        }
                      }
                    });
}

BOOST_AUTO_TEST_CASE(each_field_of_a_wrong_type_is_refused_by_name) {
  // An array inside an array is right nowhere; what a reader shows as it is written may be anything.
  json::array nested;
  nested.emplace_back(json::array());  // Braces alone would copy the inner array with some compilers.
  const std::set<std::string> anything = {"cases[].results[].observations[].value", "cases[].results[].started_ms"};
  check_each_member([&](json::object& parent, const std::string& key) { parent[key] = nested; },
                    [&](const std::string& error, const std::string& key, const std::string& path) {
                      BOOST_TEST_CONTEXT(path) {
                        const bool free = anything.contains(path) || path.starts_with("run.selection.") ||
                                          (path.starts_with("target.") && path != "target.name") ||
                                          path == "cases[].results[].steps";
                        BOOST_TEST(error.empty() == free, error);
                        if (!free) BOOST_TEST(error.find(key) != std::string::npos, error);
                      }
                    });
}

BOOST_AUTO_TEST_CASE(a_cut_file_is_never_a_document) {
  const auto text = json::serialize(test::small_document());
  for (std::size_t size = 0; size < text.size(); size += 97) {
    BOOST_CHECK_THROW(static_cast<void>(parse_result(text.substr(0, size), "cut.json")), DocumentError);
  }
}

BOOST_AUTO_TEST_CASE(garbage_is_refused) {
  for (const auto* text : {"", "null", "[]", "42", "\"text\"", "{}", "{\"schema\":7}", "\xff\xfe", "{\"schema\":{}}"}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_CHECK_THROW(static_cast<void>(parse_result(text, "garbage.json")), DocumentError);
    }
  }
  BOOST_CHECK_THROW(static_cast<void>(parse_result(std::string(5000, '['), "deep.json")), DocumentError);
}

BOOST_AUTO_TEST_CASE(another_schema_or_major_version_is_refused) {
  auto document = test::small_document();
  document["schema"].as_object()["version"] = "2.0";
  BOOST_TEST(error_of(document).find("schema.version") != std::string::npos);
  document["schema"].as_object()["version"] = "1.7";
  BOOST_TEST(error_of(document) == "");
  document["schema"].as_object()["id"] = "something-else";
  BOOST_TEST(error_of(document).find("schema.id") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(unknown_words_and_dead_references_are_refused) {
  const auto first_case = [](json::object& document) -> json::object& {
    return document["cases"].as_array()[0].as_object();
  };
  auto document = test::small_document();
  test::set_verdict(document, "queue.sample.pass", "splendid", "");
  BOOST_TEST(error_of(document) == "sample.json: cases[0].results[0].verdict: unknown word \"splendid\"");

  document = test::small_document();
  first_case(document)["requirements"] = json::array{"QUEUE-NOWHERE"};
  BOOST_TEST(error_of(document).find("QUEUE-NOWHERE") != std::string::npos);

  document = test::small_document();
  first_case(document)["results"].as_array()[0].as_object()["variant"] = "beside-native";
  BOOST_TEST(error_of(document).find("beside-native") != std::string::npos);

  document = test::small_document();
  document["requirements"].as_array()[0].as_object()["cases"] = json::array{"queue.nowhere"};
  BOOST_TEST(error_of(document).find("queue.nowhere") != std::string::npos);

  document = test::small_document();
  document["cases"].as_array().push_back(document["cases"].as_array()[0]);
  BOOST_TEST(error_of(document).find("occurs twice") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(numbers_out_of_range_are_refused) {
  auto document = test::small_document();
  document["run"].as_object()["duration_ms"] = 1.0e300;
  BOOST_TEST(error_of(document).find("run.duration_ms: the number is out of range") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_named) {
  const test::TemporaryFolder folder;
  BOOST_CHECK_EXCEPTION(static_cast<void>(read_result(folder.path())), DocumentError, [&](const DocumentError& error) {
    return std::string(error.what()).find((folder.path() / "result.json").string()) == 0;
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace procport::reports
