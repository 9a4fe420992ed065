// SPDX-License-Identifier: BSL-1.0
// The frame of a sample document, and makers for its parts.
#include "sample_parts.hpp"

#include <algorithm>

namespace procport::reports::test {
namespace json = boost::json;

namespace {

json::array variants_array(int count) {
  json::array variants;
  for (const auto* method : {"fork", "spawn"}) {
    for (const auto* profile : {"classic", "native", "fallback"}) {
      if (count == 2 && std::string_view(profile) != "native") continue;
      variants.push_back({{"id", std::string(method) + "-" + profile}, {"start_method", method}, {"profile", profile}});
    }
  }
  return variants;
}

json::array limits_array() {
  const auto limit = [](const char* name, json::value value, const char* unit, const char* call, const char* error,
                        int code, const char* detail) {
    return json::object{{"name", name},   {"value", std::move(value)}, {"unit", unit},    {"call", call},
                        {"error", error}, {"code", code},              {"detail", detail}};
  };
  return {limit("descriptors", 1024, "handles", "getrlimit(RLIMIT_NOFILE)", "", 0, "the hard limit is 4096"),
          limit("processes", nullptr, "", "getrlimit(RLIMIT_NPROC)", "", 0, "no limit"),
          limit("message-size", nullptr, "bytes", "sysctl", "Operation not permitted", 1, "")};
}

json::array facts_array() {
  const auto fact = [](const char* primitive, const char* strategy, const char* availability, const char* call,
                       const char* error, int code, const char* detail, bool selected) {
    return json::object{{"primitive", primitive}, {"strategy", strategy}, {"availability", availability},
                        {"call", call},           {"error", error},       {"code", code},
                        {"detail", detail},       {"selected", selected}};
  };
  return {fact("semaphore", "futex", "works", "futex(FUTEX_WAIT)", "", 0, "", true),
          fact("semaphore", "sem-open", "works", "sem_open(O_CREAT | O_EXCL)", "", 0, "", false),
          fact("semaphore", "pipe-token", "works", "pipe2(O_CLOEXEC)", "", 0, "", false),
          fact("memory", "memfd", "absent", "memfd_create", "ENOSYS", 38, "Function not implemented", false),
          fact("memory", "shm-open", "refused", "shm_open(O_CREAT | O_EXCL)", "EACCES", 13, "Permission denied", false),
          fact("memory", "mapped-file", "works", "mmap(MAP_SHARED)", "", 0, "", true),
          fact("exit", "pidfd", "works", "pidfd_open", "", 0, "", true),
          fact("exit", "exit-pipe", "works", "pipe2(O_CLOEXEC)", "", 0, "", false),
          fact("address", "futex", "works", "futex(FUTEX_WAIT)", "", 0, "", true),
          fact("address", "polled", "works", "nanosleep", "", 0, "", false)};
}

json::object vocabulary_object() {
  const auto word = [](const char* name, const char* glyph, const char* gate, const char* meaning) {
    return json::object{{"word", name}, {"glyph", glyph}, {"gate", gate}, {"meaning", meaning}};
  };
  return {{"verdicts",
           json::array{word("pass", "✓", "green", "The body ran to its end and each check of the requirement held."),
                       word("fail", "✗", "red", "A check of the requirement did not hold."),
                       word("crash", "‼", "red", "The process of the case died before it had reported an end."),
                       word("hang", "◔", "red", "The case used up its time and was killed."),
                       word("unsupported", "∅", "neutral", "The target does not offer what the case needs."),
                       word("blocked", "⊘", "red", "Not run, because a requirement that it builds on is not met here."),
                       word("untested", "·", "neutral", "There is a requirement and no way to test it here."),
                       word("broken", "⚠", "red", "The case, the host or the runner went wrong."),
                       word("interrupted", "■", "red", "The case was running when the run was stopped."),
                       word("not-run", "○", "red", "The case was planned and never reached."),
                       word("observed", "◇", "neutral", "The model leaves the point open; what happens is recorded.")}},
          {"residue", json::array{"clean", "left", "unknown"}},
          {"relations", json::array{"as-expected", "unexpected"}}};
}

}  // namespace

json::object frame(std::string_view target, int variants) {
  json::array canaries;
  for (const auto* kind : {"pass", "fail", "crash", "hang", "leak-process", "exit-code"}) {
    canaries.push_back({{"kind", kind}, {"wanted", kind}, {"got", kind}, {"ok", true}});
  }
  return {{"schema", {{"id", "procport-result"}, {"version", "1.0"}}},
          {"run",
           {{"id", "20251122-201900-sample"},
            {"started", "2025-11-22T20:19:00Z"},
            {"ended", "2025-11-22T20:21:14Z"},
            {"duration_ms", 134'210},
            {"argv", json::array{"procport", "run", "--host", "build/bin/conformance-host"}},
            {"selection",
             {{"ids", json::array{}},
              {"requirements", json::array{}},
              {"level", nullptr},
              {"profiles", json::array{}},
              {"start_methods", json::array{}}}},
            {"complete", true},
            {"interrupted", false},
            {"gate",
             {{"result", "does-not-conform"},
              {"exit_code", 1},
              {"level", "core"},
              {"reasons", json::array{"Some results are not as expected."}}}}}},
          {"trust",
           {{"trusted", true},
            {"why_not", json::array{}},
            {"canaries", std::move(canaries)},
            {"containment", "strong(subreaper+session)"}}},
          {"suite", {{"name", "procport"}, {"version", "0.1.0"}, {"commit", "0123abcd"}, {"dirty", false}}},
          {"host",
           {{"name", "procport-reference"},
            {"version", "0.1.0"},
            {"protocol", 1},
            {"language", "C++20"},
            {"compiler", "GNU 12.2.0"},
            {"command", json::array{"build/bin/conformance-host"}}}},
          {"target",
           {{"name", target},
            {"os", "Linux"},
            {"os_version", "Sample 1"},
            {"kernel", "6.1.0"},
            {"arch", "x86_64"},
            {"bits", 64},
            {"endian", "little"},
            {"libc", "glibc 2.36"},
            {"cpus", 2},
            {"memory_mib", 7936}}},
          {"facts", facts_array()},
          {"limits", limits_array()},
          {"variants", variants_array(variants)},
          {"vocabulary", vocabulary_object()}};
}

json::object requirement_object(std::string_view id, std::string_view area, std::string_view text,
                                std::string_view rollup, const std::vector<std::string>& cases) {
  json::array ids;
  for (const auto& one : cases) ids.push_back(json::value(one));
  return {{"id", id},
          {"area", area},
          {"text", text},
          {"level", "core"},
          {"source", "CPython 3.14 Lib/test/_test_multiprocessing.py"},
          {"depends_on", json::array{}},
          {"untested", nullptr},
          {"cases", std::move(ids)},
          {"rollup", rollup}};
}

json::object case_object(std::string_view id, std::string_view title, std::string_view requirement,
                         json::array results) {
  return {{"id", id},
          {"title", title},
          {"requirements", json::array{requirement}},
          {"source", {{"file", "conformance/cases/sample.cpp"}, {"line", 42}}},
          {"results", std::move(results)}};
}

json::object result_object(std::string_view id, std::string_view variant, std::string_view verdict,
                           std::string_view reason) {
  json::array failures;
  if (verdict == "fail") {
    failures.push_back(
        {{"file", "conformance/cases/sample.cpp"}, {"line", 57}, {"message", "check waited >= limit failed [3 < 50]"}});
  }
  const bool is_red = verdict == "fail" || verdict == "crash" || verdict == "hang" || verdict == "broken" ||
                      verdict == "interrupted" || verdict == "not-run" || verdict == "blocked";
  return {{"variant", variant},
          {"attempt", 1},
          {"verdict", verdict},
          {"reason", reason},
          {"relation", is_red ? "unexpected" : "as-expected"},
          {"stability", "single"},
          {"residue", {{"state", "clean"}, {"items", json::array{}}}},
          {"containment", "strong(subreaper+session)"},
          {"witnesses",
           {{"declared", verdict}, {"exit", verdict == "pass" ? "exit 0" : "exit 1"}, {"after", "nothing left"}}},
          {"started_ms", 1000},
          {"duration_ms", verdict == "hang" ? 20'000 : 64},
          {"limit_ms", 20'000},
          {"observations", json::array{json::object{{"key", "waited_ms"}, {"value", 51.25}}}},
          {"failures", std::move(failures)},
          {"steps", json::array{"the queue is made", "waiting for the child"}},
          {"logs",
           {{"stdout", {{"text", ""}, {"bytes", 0}, {"truncated", false}}},
            {"stderr", {{"text", "child 7 ended\n"}, {"bytes", 14}, {"truncated", false}}}}},
          {"reproduce", "procport run --id " + std::string(id) + " --variant " + std::string(variant)}};
}

void add_residue(json::object& result, std::string_view kind, std::string_view name, std::string_view detail) {
  auto& residue = result["residue"].as_object();
  residue["state"] = "left";
  residue["items"].as_array().push_back({{"kind", kind}, {"name", name}, {"detail", detail}});
  result["witnesses"].as_object()["after"] = "left: 1 " + std::string(kind);
}

std::string upper(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return result;
}

}  // namespace procport::reports::test
