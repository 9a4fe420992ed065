// SPDX-License-Identifier: BSL-1.0
// The validator can fail, and the published schemas use the words of the vocabulary.
#include "json_schema.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "canaries.hpp"
#include "vocabulary.hpp"

using namespace procport::runner;
using test::JsonSchema;
namespace json = boost::json;

namespace {

bool valid(const std::string& schema, const std::string& value) {
  return JsonSchema(json::parse(schema)).check(json::parse(value)).empty();
}

JsonSchema published(const std::string& name) {
  return JsonSchema::from_file(std::string(SCHEMA_FOLDER) + "/" + name + "-1.0.schema.json");
}

template <class Words>
json::array array_of(const Words& words) {
  json::array out;
  for (const auto& word : words) out.emplace_back(std::string_view(word));
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_schema)

BOOST_AUTO_TEST_CASE(each_keyword_can_fail) {
  const struct {
    const char *schema, *good, *bad;
  } rows[] = {
      {R"({"type":"string"})", R"("a")", "1"},
      {R"({"type":["string","null"]})", "null", "1"},
      {R"({"type":"integer"})", "1", "1.5"},
      {R"({"enum":["a",null]})", "null", R"("b")"},
      {R"({"const":1})", "1", "2"},
      {R"({"required":["a"]})", R"({"a":1})", "{}"},
      {R"({"properties":{"a":{"type":"string"}}})", R"({"b":1})", R"({"a":1})"},
      {R"({"properties":{"a":{}},"additionalProperties":false})", R"({"a":1})", R"({"b":1})"},
      {R"({"additionalProperties":{"type":"string"}})", R"({"a":"b"})", R"({"a":1})"},
      {R"({"items":{"type":"string"}})", R"(["a"])", R"(["a",1])"},
      {R"({"pattern":"^[a-z]+$"})", R"("abc")", R"("abC")"},
      {R"({"minimum":0})", "0", "-1"},
      {R"({"oneOf":[{"type":"string"},{"const":1}]})", "1", "2"},
      {R"({"oneOf":[{"type":"integer"},{"const":1}]})", "2", "1"},
      {R"({"anyOf":[{"type":"integer"},{"const":1}]})", "1", R"("a")"},
      {R"({"$ref":"#/$defs/a","$defs":{"a":{"type":"string"}}})", R"("a")", "1"},
  };
  for (const auto& row : rows) {
    BOOST_TEST(valid(row.schema, row.good), row.schema << " accepts " << row.good);
    BOOST_TEST(!valid(row.schema, row.bad), row.schema << " refuses " << row.bad);
  }
}

BOOST_AUTO_TEST_CASE(a_schema_that_nobody_could_check_is_refused) {
  BOOST_CHECK_THROW(JsonSchema(json::parse(R"({"maximum":1})")), std::exception);
  BOOST_CHECK_THROW(JsonSchema(json::parse(R"({"items":{"uniqueItems":true}})")), std::exception);
  BOOST_CHECK_THROW(JsonSchema(json::parse(R"({"$ref":"#/$defs/a","$defs":{}})")), std::exception);
}

BOOST_AUTO_TEST_CASE(published_words_are_those_of_the_vocabulary) {
  std::vector<std::string_view> verdicts;
  for (const auto& entry : verdict_words()) verdicts.push_back(entry.word);
  for (const auto* name : {"result", "stream"}) {
    const auto schema = published(name);
    BOOST_TEST((schema.definition("verdict_word").at("enum") == array_of(verdicts)), name);
    BOOST_TEST((schema.definition("gate_word").at("enum") == array_of(gate_words())), name);
    BOOST_TEST((schema.definition("residue").at("properties").at("state").at("enum") == array_of(residue_states())),
               name);
    BOOST_TEST((schema.definition("residue_item").at("properties").at("kind").at("enum") == array_of(residue_kinds())),
               name);
    BOOST_TEST(
        (schema.definition("canary").at("properties").at("kind").at("enum").as_array().size() == canary_kinds().size()),
        name);
  }
  const auto result = published("result");
  BOOST_TEST((result.definition("level").at("enum") == array_of(level_words())));
  BOOST_TEST((result.definition("rollup").at("enum") == array_of(rollup_words())));
  const auto& fields = result.definition("result").at("properties");
  BOOST_TEST((fields.at("relation").at("enum") == array_of(relation_words())));
  BOOST_TEST((fields.at("stability").at("enum") == array_of(stability_words())));
  const auto protocol = published("host-protocol");
  BOOST_TEST(
      (protocol.definition("end_of_case").at("properties").at("declared").at("enum") == array_of(declared_words())));
}

BOOST_AUTO_TEST_SUITE_END()
