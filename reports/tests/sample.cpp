// SPDX-License-Identifier: BSL-1.0
// The small sample document, and files for tests.
#include "sample.hpp"

#include <atomic>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

#include "sample_parts.hpp"

namespace procport::reports::test {
namespace json = boost::json;

namespace {

struct Row {
  std::string_view verdict, reason;
};

constexpr Row rows[] = {
    {"pass", ""},
    {"fail", "get() came back after 3 ms, before its time limit of 50 ms"},
    {"crash", "Died by SIGSEGV (signal 11). Last step: the queue is closed."},
    {"hang", "No end within 20000 ms. Last step: waiting for the child."},
    {"unsupported", "memory: memfd_create said ENOSYS (38), Function not implemented"},
    {"blocked", "QUEUE-PASS is not met here."},
    {"untested", "There is no way to change the system clock here."},
    {"broken", "The case declared pass, which goes with exit code 0, but it ended with exit code 1."},
    {"interrupted", "The run was stopped while the case was running."},
    {"not-run", "The run ended before it was reached."},
    {"observed", "The order of the writers is left open."},
};

}  // namespace

json::object small_document() {
  auto document = frame("sample-small", 2);
  json::array requirements, cases;
  json::object verdicts, rollups;
  for (const auto& row : rows) {
    const auto id = "queue.sample." + std::string(row.verdict);
    const auto requirement = "QUEUE-" + upper(row.verdict);
    const bool has_rollup =
        row.verdict == "crash" || row.verdict == "hang" || row.verdict == "broken" || row.verdict == "interrupted";
    const auto rollup = has_rollup ? std::string_view("fail") : row.verdict;
    requirements.push_back(requirement_object(
        requirement, "queue", "A queue keeps what was put into it, sample of " + std::string(row.verdict) + ".", rollup,
        {id}));
    json::array results{result_object(id, "fork-native", row.verdict, row.reason)};
    auto second = result_object(id, "spawn-native", "pass", "");
    if (row.verdict == "pass") add_residue(second, "semaphore", "/mp-a1b2-00000001", "made by the case");
    results.push_back(std::move(second));
    cases.push_back(case_object(id, "A queue does what it should, sample of " + std::string(row.verdict), requirement,
                                std::move(results)));
    verdicts[row.verdict] = row.verdict == "pass" ? 12 : 1;
    rollups[rollup] = rollups.contains(rollup) ? rollups[rollup].as_int64() + 1 : 1;
  }
  auto gap = requirement_object("QUEUE-GAP", "queue", "A queue outlives a change of the clock.", "untested", {});
  gap["untested"] = "Changing the clock needs rights that a test should not have.";
  gap["depends_on"] = json::array{"QUEUE-PASS"};
  requirements.push_back(std::move(gap));
  rollups["untested"] = 2;
  document["requirements"] = std::move(requirements);
  document["cases"] = std::move(cases);
  document["totals"] = {{"verdicts", verdicts}, {"residue", {{"clean", 21}, {"left", 1}}}, {"requirements", rollups}};
  return document;
}

void set_verdict(json::object& document, std::string_view id, std::string_view verdict, std::string_view reason) {
  for (auto& one : document["cases"].as_array()) {
    if (one.as_object()["id"].as_string() != id) continue;
    auto& result = one.as_object()["results"].as_array().at(0).as_object();
    result["verdict"] = verdict;
    result["reason"] = reason;
    result["relation"] = verdict == "pass" ? "as-expected" : "unexpected";
    return;
  }
  throw std::logic_error("the sample has no case " + std::string(id));
}

TemporaryFolder::TemporaryFolder() {
  static std::atomic<int> number = 0;
  const auto seed = std::to_string(std::random_device{}()) + "-" + std::to_string(number++);
  path_ = std::filesystem::temp_directory_path() / ("procport-reports-" + seed);
  if (!std::filesystem::create_directories(path_)) throw std::runtime_error(path_.string() + " is taken");
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void write_text(const std::filesystem::path& path, std::string_view text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error(path.string() + " is missing");
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_document(const std::filesystem::path& folder, const json::object& document) {
  write_text(folder / "result.json", json::serialize(document));
}

}  // namespace procport::reports::test
