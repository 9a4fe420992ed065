// SPDX-License-Identifier: BSL-1.0
// Every case of the self-test host, under the real event loop, must get the verdict and the residue that its id says.
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "canaries.hpp"
#include "execution.hpp"
#include "system.hpp"
#include "text.hpp"

using namespace procport::runner;

namespace {

const std::map<std::string, Wanted>& table() {
  static const auto rows = [] {
    std::map<std::string, Wanted> all{
        {"pass.plain", {Verdict::pass, ""}},
        {"pass.wipes-its-work-folder", {Verdict::pass, ""}},
        {"pass.surroundings", {Verdict::pass, ""}},
        {"pass.environment", {Verdict::pass, ""}},
        {"pass.loud", {Verdict::pass, ""}},
        {"pass.not-text", {Verdict::pass, ""}},
        {"pass.session", {Verdict::pass, ""}},
        {"pass.helper-follows", {Verdict::pass, ""}},
        {"fail.plain", {Verdict::fail, ""}},
        {"fail.exits-with-zero", {Verdict::broken, ""}},
        {"crash.abort", {Verdict::crash, ""}},
        {"crash.segfault", {Verdict::crash, ""}},
        {"crash.exception", {Verdict::crash, ""}},
        {"crash.after-end", {Verdict::crash, ""}},
        {"crash.exits-early", {Verdict::crash, ""}},
        {"hang.sleep", {Verdict::hang, ""}},
        {"hang.spin", {Verdict::hang, ""}},
        {"hang.ignores-terminate", {Verdict::hang, ""}},
        {"hang.after-end", {Verdict::hang, ""}},
        {"hang.with-children", {Verdict::hang, ""}},
        {"lie.pass-with-failure", {Verdict::broken, ""}},
        {"lie.no-end", {Verdict::broken, ""}},
        {"lie.nothing", {Verdict::broken, ""}},
        {"lie.nothing-nonzero", {Verdict::broken, ""}},
        {"lie.garbage", {Verdict::broken, ""}},
        {"lie.partial", {Verdict::broken, ""}},
        {"lie.unknown-word", {Verdict::broken, ""}},
        {"lie.two-ends", {Verdict::broken, ""}},
        {"lie.other-case", {Verdict::broken, ""}},
        {"lie.floods-its-record", {Verdict::broken, ""}},
        {"say.unsupported", {Verdict::unsupported, ""}},
        {"say.untested", {Verdict::untested, ""}},
        {"say.broken", {Verdict::broken, ""}},
        {"say.observed", {Verdict::observed, ""}},
        {"leak.process", {Verdict::pass, "process"}},
        {"leak.daemon", {Verdict::pass, "process"}},
        {"leak.stranger", {Verdict::pass, "process"}},
        {"leak.family", {Verdict::pass, "process process process"}},
        {"leak.and-crash", {Verdict::crash, "process"}},
        {"leak.file", {Verdict::pass, "file file"}},
    };
    all.insert(system_cases().begin(), system_cases().end());
    return all;
  }();
  return rows;
}

std::map<std::string, std::vector<Result>> run_cases(const Selection& selection, int repeat, std::size_t jobs) {
  Engine engine(1.0);
  auto host = engine.list({SELFTEST_HOST});
  host.environment = engine.facts(host.command).environment;
  const Catalogue none;
  const auto plan = make_plan(host, none, selection, repeat, std::nullopt);
  std::map<std::string, std::vector<Result>> out;
  Engine::Events events;
  events.start = [](std::size_t, const std::string&, std::chrono::milliseconds) {};
  events.elapsed_ms = [] { return std::int64_t{0}; };
  events.result = [&](std::size_t task, Result result) {
    out[host.cases[plan.tasks[task].case_index].id].push_back(std::move(result));
  };
  engine.run(host, none, plan, jobs, events);
  BOOST_TEST(join(engine.sweep(), "; ") == "");
  return out;
}

std::string kinds(const Residue& residue) {
  std::multiset<std::string> sorted;
  for (const auto& item : residue.items) sorted.insert(item.kind);
  return join({sorted.begin(), sorted.end()}, " ");
}

const std::map<std::string, std::vector<Result>>& results() {
  static const auto once = [] {
    Selection selection;
    selection.exclude = {"canary.*"};
    return run_cases(selection, 1, 4);
  }();
  return once;
}

const Result& result_of(const std::string& id) { return results().at(id).at(0); }

}  // namespace

BOOST_AUTO_TEST_SUITE(selftest)

BOOST_AUTO_TEST_CASE(each_case_gets_its_verdict) {
  for (const auto& [id, wanted] : table()) {
    const auto& got = result_of(id);
    BOOST_TEST(word(got.verdict) == word(wanted.verdict), id << ": " << word(got.verdict) << ", " << got.reason);
    BOOST_TEST(kinds(got.residue) == wanted.residue, id << " left: " << kinds(got.residue));
    BOOST_TEST(got.residue.state == (wanted.residue.empty() ? "clean" : "left"), id);
  }
}

BOOST_AUTO_TEST_CASE(each_case_of_the_host_is_in_the_table) {
  for (const auto& [id, list] : results()) BOOST_TEST(table().contains(id), id);
  BOOST_TEST(results().size() == table().size());
}

BOOST_AUTO_TEST_CASE(a_process_that_was_left_is_described) {
  for (const auto& [id, text, there] : leak_details()) {
    const auto& detail = result_of(id).residue.items.at(0).detail;
    BOOST_TEST((detail.find(text) != std::string::npos) == there, id << ": " << detail);
  }
}

BOOST_AUTO_TEST_CASE(a_hang_shows_each_process) {
  const auto& reason = result_of("hang.with-children").reason;
  BOOST_TEST(reason.find("the child is there") != std::string::npos, reason);
  BOOST_TEST(reason.find("child of") != std::string::npos, reason);
}

BOOST_AUTO_TEST_CASE(a_loud_case_keeps_its_first_and_last_lines) {
  const auto& log = result_of("pass.loud").err;
  BOOST_TEST(log.truncated);
  BOOST_TEST(log.bytes == 14 + 990'000 + 13 + 10'002 * line_end());
  BOOST_TEST(log.text.starts_with("the first line"));
  BOOST_TEST(log.text.substr(log.text.size() - 13 - line_end()).starts_with("the last line"));
  BOOST_TEST(log.text.size() < 70'000U);
}

BOOST_AUTO_TEST_CASE(fifty_clean_cases_stay_clean) {
  Selection selection;
  selection.ids = {"pass.plain", "pass.helper-follows"};
  for (const auto& [id, wanted] : system_cases()) {
    if (id.starts_with("pass.")) selection.ids.push_back(id);
  }
  std::size_t count = 0;
  for (const auto& [id, list] : run_cases(selection, 50, 4)) {
    for (const auto& got : list) {
      ++count;
      BOOST_TEST(word(got.verdict) == "pass", id << ": " << got.reason);
      BOOST_TEST(got.after == "nothing left", id);
    }
  }
  BOOST_TEST(count == 50 * selection.ids.size());
}

BOOST_AUTO_TEST_CASE(one_that_hides_from_everything_is_found_when_it_is_alone) {
  Selection selection;
  selection.ids = {"leak.stranger", "leak.daemon"};
  for (const auto& [id, list] : run_cases(selection, 2, 1)) {
    for (const auto& got : list) BOOST_TEST(kinds(got.residue) == "process", id);
  }
}

BOOST_AUTO_TEST_CASE(canaries_are_right_here) {
  Engine engine(1.0);
  const auto canaries = run_canaries(engine, SELFTEST_HOST, 2);
  BOOST_TEST(canaries.size() == canary_kinds().size());
  for (const auto& canary : canaries) BOOST_TEST(canary.ok, canary.kind << ": " << canary.got);
}

BOOST_AUTO_TEST_CASE(canaries_are_wrong_without_their_host) {
  Engine engine(1.0);
  for (const auto& canary : run_canaries(engine, "/no/such/host", 2)) BOOST_TEST(!canary.ok, canary.kind);
}

BOOST_AUTO_TEST_CASE(folders_may_be_named_in_any_script) {
  const auto before = std::filesystem::temp_directory_path().string();
  const auto folder = std::filesystem::temp_directory_path() / path_from_utf8("pp-\u00e4\u4e2d-" + random_word(8));
  std::filesystem::create_directory(folder);
  const auto temporary_files_in = [](const std::string& path) {
    for (const auto* name : {"TMPDIR", "TMP"}) set_variable(name, path.c_str());
  };
  temporary_files_in(folder.string());
  Selection selection;
  selection.ids = {"pass.plain"};
  for (const auto& [id, list] : run_cases(selection, 1, 1))
    BOOST_TEST(word(list.at(0).verdict) == "pass", list.at(0).reason);
  BOOST_TEST(std::filesystem::is_empty(folder));
  temporary_files_in(before);
  std::filesystem::remove(folder);
}

BOOST_AUTO_TEST_CASE(bad_hosts_are_refused) {
  const std::map<std::string, std::string> modes{{"garbage", "not JSON"},
                                                 {"no-end", "no end record"},
                                                 {"wrong-count", "says 2 cases"},
                                                 {"protocol", "protocol 2"},
                                                 {"duplicates", "listed twice"},
                                                 {"no-host", "not of type 'host'"},
                                                 {"after-end", "after the end"},
                                                 {"unknown-type", "surprise"},
                                                 {"not-an-object", "not a JSON object"},
                                                 {"no-limit", "limit_ms"},
                                                 {"torn", "torn"},
                                                 {"silent", "wrote nothing"},
                                                 {"not-utf8", "not valid UTF-8"},
                                                 {"exits-one", "libfoo.so"},
                                                 {"dies", death_by_abort()},
                                                 {"hangs", "did not end within"},
                                                 {"facts:garbage", "not JSON"},
                                                 {"facts:hangs", "did not end within"},
                                                 {"facts:silent", "no end record"}};
  for (const auto& [mode, part] : modes) {
    // Short for the hosts that never answer; long enough for a right --list on a slow machine.
    Engine engine(mode.ends_with("hangs") ? 0.05 : 1.0);
    set_variable("SELFTEST_MODE", mode.c_str());
    try {
      if (mode.starts_with("facts:")) {
        (void)engine.facts({SELFTEST_HOST});
      } else {
        (void)engine.list({SELFTEST_HOST});
      }
      BOOST_ERROR(mode << " was accepted");
    } catch (const Refusal& refusal) {
      BOOST_TEST(refusal.code == 9, mode);
      BOOST_TEST(refusal.message.find(part) != std::string::npos, mode << ": " << refusal.message);
    }
    unset_variable("SELFTEST_MODE");
  }
}

BOOST_AUTO_TEST_SUITE_END()
