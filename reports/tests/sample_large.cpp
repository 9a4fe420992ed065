// SPDX-License-Identifier: BSL-1.0
// The large sample document: as many cases as a real suite, with sentences of ordinary length.
#include <array>
#include <map>

#include "sample.hpp"
#include "sample_parts.hpp"

namespace procport::reports::test {
namespace json = boost::json;

namespace {

constexpr std::array<const char*, 10> areas = {"process", "queue",         "pipe",      "lock", "semaphore",
                                               "event",   "shared-memory", "condition", "pool", "barrier"};
constexpr std::array<const char*, 8> sentences = {
    "A wait with a time limit does not end before the limit, and then reports that nothing came",
    "Closing one end wakes the process that waits at the other end",
    "A child that dies does not take the lock of its parent with it",
    "What one process wrote is what another process reads, in the order of writing",
    "A negative time limit is treated as zero",
    "Using it after it was closed is an error, and the error says what was closed",
    "The name is free again after the last user has gone",
    "Two processes that start at the same time do not see each other's objects"};
constexpr std::array<const char*, 8> words = {"timeout-is-kept",    "close-wakes-waiter", "survives-dead-child",
                                              "order-is-kept",      "negative-is-zero",   "use-after-close-raises",
                                              "name-is-free-again", "no-shared-names"};

struct Outcome {
  std::string verdict = "pass", reason;
};

/// A few failures, and gaps that hit whole variants, as they do on real systems.
Outcome outcome_of(int number, const std::string& area, const std::string& variant) {
  if (area == "shared-memory" && variant.ends_with("native")) {
    return {"unsupported", "memory: memfd_create said ENOSYS (38), Function not implemented"};
  }
  if (area == "semaphore" && variant == "spawn-classic") {
    return {"unsupported", "semaphore: sem_open said EACCES (13), Permission denied: /dev/shm is not writable here"};
  }
  if (number == 17 && variant.starts_with("spawn")) {
    return {"fail", "get() came back after 3 ms, before its time limit of 50 ms (conformance/cases/sample.cpp:57)"};
  }
  if (number == 43 && variant.ends_with("fallback")) {
    return {"hang", "No end within 20000 ms. Last step: waiting for the child. Before the kill: 4711 S futex_wait."};
  }
  if (number == 88) return {"crash", "Died by SIGSEGV (signal 11). Last step: the pool is closed."};
  if (number % 50 == 9) return {"observed", "The order of waiting writers is left open."};
  return {};
}

std::string rollup_of(const std::map<std::string, int>& seen) {
  for (const auto* red : {"fail", "crash", "hang"}) {
    if (seen.contains(red)) return "fail";
  }
  for (const auto* word : {"pass", "observed"}) {
    if (seen.contains(word)) return word;
  }
  return "unsupported";
}

}  // namespace

json::object large_document(int cases_wanted) {
  auto document = frame("linux-x86_64-glibc", 6);
  json::array requirements, cases;
  std::map<std::string, int> verdicts, rollups;
  const auto& variants = document["variants"].as_array();
  for (int number = 0; number < cases_wanted; ++number) {
    const std::string area = areas[static_cast<std::size_t>(number * 10 / cases_wanted) % areas.size()];
    const auto phrase = static_cast<std::size_t>(number) % sentences.size();
    const auto suffix = std::to_string(number);
    const auto id = area + ".member" + suffix + "." + words[phrase];
    const auto requirement = upper(area) + "-" + upper(words[phrase]) + "-" + suffix;
    json::array results;
    std::map<std::string, int> seen;
    for (const auto& variant : variants) {
      const std::string name(variant.at("id").as_string());
      const auto outcome = outcome_of(number, area, name);
      auto result = result_object(id, name, outcome.verdict, outcome.reason);
      if (number == 61 && name == "fork-classic")
        add_residue(result, "shared-memory", "/dev/shm/mp-a1b2-00000007", "64 KiB");
      if (number == 62 && name == "fork-native")
        add_residue(result, "process", "4711 conformance-host", "child of init");
      results.push_back(std::move(result));
      ++seen[outcome.verdict];
      ++verdicts[outcome.verdict];
    }
    ++rollups[rollup_of(seen)];
    requirements.push_back(
        requirement_object(requirement, area, std::string(sentences[phrase]) + ".", rollup_of(seen), {id}));
    cases.push_back(case_object(id, sentences[phrase], requirement, std::move(results)));
  }
  for (const auto* id : {"POOL-CLOCK-JUMP", "PROCESS-LOW-MEMORY"}) {
    auto gap =
        requirement_object(id, id[1] == 'O' ? "pool" : "process",
                           "Waiting goes on when the machine is short of memory or its clock jumps.", "untested", {});
    gap["untested"] = "Setting the clock or using up the memory needs rights that a test should not have.";
    requirements.push_back(std::move(gap));
    ++rollups["untested"];
  }
  json::object verdict_totals, rollup_totals;
  for (const auto& [word, count] : verdicts) verdict_totals[word] = count;
  for (const auto& [word, count] : rollups) rollup_totals[word] = count;
  document["requirements"] = std::move(requirements);
  document["totals"] = {{"verdicts", verdict_totals},
                        {"residue", {{"clean", cases_wanted * 6 - 2}, {"left", 2}}},
                        {"requirements", rollup_totals}};
  document["cases"] = std::move(cases);
  document["run"].as_object()["gate"].as_object()["reasons"] =
      json::array{"11 results are not as expected: 6 crash, 3 fail, 2 hang.",
                  "2 cases left something behind: 1 process, 1 shared-memory."};
  return document;
}

}  // namespace procport::reports::test
