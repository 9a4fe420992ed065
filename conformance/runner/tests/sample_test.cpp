// SPDX-License-Identifier: BSL-1.0
// Real files of a real run fit the published schemas, a changed one does not, and the chain of hashes holds.
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "json_schema.hpp"
#include "run.hpp"
#include "system.hpp"
#include "text.hpp"

using namespace procport::runner;
using test::JsonSchema;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

JsonSchema published(const std::string& name) {
  return JsonSchema::from_file(std::string(SCHEMA_FOLDER) + "/" + name + "-1.0.schema.json");
}

std::vector<std::string> lines_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

/// One run of the self-test host, kept for all tests of this file.
struct Sample {
  fs::path folder = fs::temp_directory_path() / ("pp-sample-" + random_word(8));
  int code;
  Sample() {
    fs::create_directories(folder / "requirements");
    RunOptions options;
    options.host = options.selftest_host = SELFTEST_HOST;
    options.requirements = folder / "requirements";
    options.out = folder / "out";
    options.selection.exclude = {"leak.and-crash"};
    options.repeat = 2;
    options.argv = {"procport", "run", "\xff"};
    code = run(options);
  }
  ~Sample() { fs::remove_all(folder); }
};

const Sample& sample() {
  static const Sample once;
  return once;
}

json::value document() {
  std::ifstream in(sample().folder / "out/result.json", std::ios::binary);
  return json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
}

void must_fit(const JsonSchema& schema, const json::value& value) {
  for (const auto& wrong : schema.check(value)) BOOST_ERROR(wrong);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(samples)

BOOST_AUTO_TEST_CASE(the_result_document_fits) {
  BOOST_TEST(sample().code == 1);
  must_fit(published("result"), document());
}

BOOST_AUTO_TEST_CASE(a_changed_document_does_not) {
  const auto schema = published("result");
  using Change = void (*)(json::object&);
  const Change changes[] = {
      [](json::object& d) { d.erase("trust"); },
      [](json::object& d) { d["surprise"] = 1; },
      [](json::object& d) { d["schema"].as_object()["version"] = "2.0"; },
      [](json::object& d) { d["run"].as_object()["complete"] = "yes"; },
      [](json::object& d) { d["run"].as_object()["started"] = "yesterday"; },
      [](json::object& d) {
        d["cases"].as_array()[0].as_object()["results"].as_array()[0].as_object()["verdict"] = "ok";
      },
      [](json::object& d) { d["cases"].as_array()[0].as_object()["results"].as_array()[0].as_object()["attempt"] = 0; },
      [](json::object& d) { d["cases"].as_array()[0].as_object()["id"] = "A case"; },
      [](json::object& d) { d["totals"].as_object()["verdicts"].as_object().erase("hang"); },
  };
  for (const auto change : changes) {
    auto changed = document();
    change(changed.as_object());
    BOOST_TEST(!schema.check(changed).empty());
  }
}

BOOST_AUTO_TEST_CASE(every_line_of_the_stream_fits_and_the_chain_holds) {
  const auto schema = published("stream");
  std::string previous(64, '0');
  std::int64_t number = 0;
  for (const auto& line : lines_of(sample().folder / "out/results.jsonl")) {
    const auto record = json::parse(line);
    must_fit(schema, record);
    BOOST_TEST(record.at("prev").as_string() == json::string_view(previous));
    BOOST_TEST(record.at("n").as_int64() == number++);
    previous = sha256_hex(line);
  }
  BOOST_TEST(number > 100);
  auto changed = json::parse(lines_of(sample().folder / "out/results.jsonl").back());
  changed.as_object().erase("prev");
  BOOST_TEST(!schema.check(changed).empty());
}

BOOST_AUTO_TEST_CASE(a_start_is_on_record_before_its_verdict) {
  std::size_t open = 0, verdicts = 0;
  for (const auto& line : lines_of(sample().folder / "out/results.jsonl")) {
    const auto type = json::parse(line).at("t").as_string();
    if (type == "case.start") ++open;
    if (type == "verdict") {
      ++verdicts;
      BOOST_TEST(verdicts <= open);
    }
  }
  BOOST_TEST(verdicts == open);
}

BOOST_AUTO_TEST_CASE(totals_count_the_results) {
  const auto whole = document();
  std::int64_t results = 0, sum = 0;
  for (const auto& entry : whole.at("cases").as_array())
    results += static_cast<std::int64_t>(entry.at("results").as_array().size());
  for (const auto& count : whole.at("totals").at("verdicts").as_object()) sum += count.value().as_int64();
  BOOST_TEST(sum == results);
  BOOST_TEST(whole.at("trust").at("trusted").as_bool());
}

BOOST_AUTO_TEST_CASE(what_the_host_writes_fits) {
  const auto schema = published("host-protocol");
  for (const auto* verb : {"--list", "--facts"}) {
    const auto file = sample().folder / "answer";
    const auto command = shell_command(SELFTEST_HOST, verb, file.string());
    BOOST_REQUIRE(std::system(command.c_str()) == 0);
    for (const auto& line : lines_of(file)) must_fit(schema, json::parse(line));
  }
  for (const auto* bad : {R"({"type":"end"})", R"({"type":"end","declared":"hang"})", R"({"type":"step"})",
                          R"({"type":"case","id":"a"})", R"([])"}) {
    BOOST_TEST(!schema.check(json::parse(bad)).empty(), bad);
  }
}

BOOST_AUTO_TEST_SUITE_END()
