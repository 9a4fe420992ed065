// SPDX-License-Identifier: BSL-1.0
// The table of verdicts: what was declared, how it ended, and what must come of it.
#include "verdict.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

#include "canaries.hpp"

using namespace procport::runner;
using std::chrono::milliseconds;

namespace {

Declared said(const std::string& word, bool failure = false) {
  Declared out;
  out.began = out.ended = true;
  out.word = word;
  out.reason = word == "pass" ? "" : "because";
  if (failure) out.failures.push_back({"a.cpp", 3, "1 == 2"});
  return out;
}

Declared no_end() {
  Declared out;
  out.began = true;
  out.steps = {"half way"};
  return out;
}

Ending exited(int code) {
  Ending out;
  out.how = Ending::How::exited;
  out.code = code;
  return out;
}

Ending signalled(int number) {
  Ending out;
  out.how = Ending::How::signalled;
  out.code = number;
  out.signal = "SIGTEST";
  return out;
}

Ending out_of_time() {
  auto out = signalled(9);
  out.out_of_time = true;
  return out;
}

Ending interrupted() {
  auto out = signalled(9);
  out.interrupted = true;
  return out;
}

Declared faulty(Declared declared) {
  declared.faults = {"line 2: not JSON"};
  return declared;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(verdict)

BOOST_AUTO_TEST_CASE(table) {
  const struct {
    const char* name;
    Declared declared;
    Ending ending;
    Verdict wanted;
  } rows[] = {
      {"agreed pass", said("pass"), exited(0), Verdict::pass},
      {"agreed observation", said("observed"), exited(0), Verdict::observed},
      {"agreed failure", said("fail", true), exited(1), Verdict::fail},
      {"agreed unsupported", said("unsupported"), exited(2), Verdict::unsupported},
      {"agreed untested", said("untested"), exited(2), Verdict::untested},
      {"agreed broken", said("broken"), exited(3), Verdict::broken},
      {"pass, exit 1", said("pass"), exited(1), Verdict::broken},
      {"pass, sanitizer's exit", said("pass"), exited(23), Verdict::broken},
      {"fail, exit 0", said("fail", true), exited(0), Verdict::broken},
      {"unsupported, exit 0", said("unsupported"), exited(0), Verdict::broken},
      {"pass with a failure", said("pass", true), exited(0), Verdict::broken},
      {"observed with a failure", said("observed", true), exited(0), Verdict::broken},
      {"unsupported with a failure", said("unsupported", true), exited(2), Verdict::broken},
      {"unknown word", said("splendid"), exited(0), Verdict::broken},
      {"the runner's own word", said("hang"), exited(0), Verdict::broken},
      {"no end, exit 0", no_end(), exited(0), Verdict::broken},
      {"no end, exit 5", no_end(), exited(5), Verdict::crash},
      {"nothing, exit 0", {}, exited(0), Verdict::broken},
      {"nothing, exit 5", {}, exited(5), Verdict::broken},
      {"nothing, signal", {}, signalled(11), Verdict::crash},
      {"no end, signal", no_end(), signalled(11), Verdict::crash},
      {"pass, then signal", said("pass"), signalled(6), Verdict::crash},
      {"faulty record, exit 0", faulty(said("pass")), exited(0), Verdict::broken},
      {"torn record, signal", faulty(no_end()), signalled(11), Verdict::crash},
      {"out of time", no_end(), out_of_time(), Verdict::hang},
      {"pass, out of time", said("pass"), out_of_time(), Verdict::hang},
      {"stopped", no_end(), interrupted(), Verdict::interrupted},
      {"not started", {}, {}, Verdict::broken},
  };
  for (const auto& row : rows) {
    const auto got = judge(row.declared, row.ending, milliseconds(300));
    BOOST_TEST(word(got.verdict) == word(row.wanted), row.name << ": " << word(got.verdict) << ", " << got.reason);
    if (got.verdict != Verdict::pass) BOOST_TEST(!got.reason.empty(), row.name);
  }
}

BOOST_AUTO_TEST_CASE(residue_never_changes_the_verdict) {
  auto ending = exited(0);
  ending.residue = {"left", {{"process", "sleep", "pid 1"}}};
  BOOST_TEST(word(judge(said("pass"), ending, milliseconds(1)).verdict) == "pass");
}

BOOST_AUTO_TEST_CASE(a_bad_exit_does_not_hide_the_failure) {
  const auto got = judge(said("fail", true), exited(0), milliseconds(1));
  BOOST_TEST(got.reason.find("1 == 2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_hang_tells_the_last_step_and_who_waited) {
  auto ending = out_of_time();
  ending.snapshot = {"host[12] S in futex_wait"};
  const auto got = judge(no_end(), ending, milliseconds(300));
  BOOST_TEST(got.reason.find("300 ms") != std::string::npos);
  BOOST_TEST(got.reason.find("half way") != std::string::npos);
  BOOST_TEST(got.reason.find("futex_wait") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(witnesses_in_words) {
  BOOST_TEST(exit_in_words(exited(3), milliseconds(1)) == "exit 3");
  BOOST_TEST(exit_in_words(signalled(11), milliseconds(1)) == "SIGTEST (signal 11)");
  BOOST_TEST(exit_in_words(out_of_time(), milliseconds(300)) == "killed after 300 ms");
  BOOST_TEST(after_in_words({"left", {{"process", "", ""}, {"process", "", ""}, {"file", "", ""}}}) ==
             "left: 1 file, 2 processes");
  BOOST_TEST(after_in_words({}) == "nothing left");
  BOOST_TEST(after_in_words({"unknown", {}}) == "not known");
}

BOOST_AUTO_TEST_CASE(words_are_unique_and_lead_back) {
  std::set<std::string_view> words, glyphs;
  for (const auto& entry : verdict_words()) {
    BOOST_TEST((describe(entry.verdict).word == entry.word));
    BOOST_TEST((verdict_from(entry.word) == entry.verdict));
    BOOST_TEST(words.insert(entry.word).second);
    BOOST_TEST(glyphs.insert(entry.glyph).second);
    BOOST_TEST(!entry.meaning.empty());
  }
  BOOST_TEST(!verdict_from("splendid").has_value());
}

BOOST_AUTO_TEST_CASE(canaries_come_out_wrong_when_they_are) {
  Result result;
  result.containment = "strong(test)";
  result.verdict = Verdict::pass;
  result.exit = "exit 0";
  BOOST_TEST(check_canary("pass", result).ok);
  BOOST_TEST(!check_canary("fail", result).ok);
  BOOST_TEST(!check_canary("hang", result).ok);
  BOOST_TEST(!check_canary("leak-process", result).ok);
  result.residue = {"left", {{"process", "x", ""}}};
  BOOST_TEST(!check_canary("pass", result).ok);
  BOOST_TEST(check_canary("leak-process", result).ok);
  BOOST_TEST(!check_canary("leak-semaphore", result).ok);
  result.residue = {"unknown", {}};
  BOOST_TEST(!check_canary("leak-process", result).ok);
  result.containment = "weak(test)";
  BOOST_TEST(check_canary("leak-process", result).ok);
  result.exit = "exit 1";
  BOOST_TEST(!check_canary("leak-process", result).ok);
}

BOOST_AUTO_TEST_SUITE_END()
