// SPDX-License-Identifier: BSL-1.0
// Cases that need nothing but the standard library.
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <thread>

#include "selftest.hpp"

namespace selftest {
namespace {

[[noreturn]] void sleep_for_ever() {
  while (true) std::this_thread::sleep_for(std::chrono::hours(1));
}

int pass(Record& record) { return record.end("pass"); }

int sees_environment(Record& record) {
  const char* said = std::getenv("SELFTEST_SAID");
  if (said != nullptr && std::string_view(said) == "by --facts") return pass(record);
  record.failure("SELFTEST_SAID is not what --facts said");
  return record.end("fail", "1 check failed");
}

int fail(Record& record) {
  record.failure("check 1 == 2 has failed");
  return record.end("fail", "1 check failed");
}

int abort_now(Record& record) {
  record.step("about to abort");
  std::abort();
}

int segfault(Record& record) {
  record.step("about to write where nothing is");
  volatile int* volatile nowhere = nullptr;
  *nowhere = 1;
  return record.end("pass");
}

/// Calls itself until the stack is used up; the pointer keeps the compiler from seeing that it never ends.
int (*deeper)(int) = nullptr;

int use_stack(int depth) {
  std::array<volatile char, 4096> frame{};
  frame[static_cast<std::size_t>(depth) % frame.size()] = 1;
  return deeper(depth + 1) + frame[0];
}

int overflow(Record&) {
  deeper = use_stack;
  return deeper(0);
}

int throw_out(Record&) { throw 1; }

int crash_after_end(Record& record) {
  // Not by abort(), whose exit code on some systems is one of the protocol (3, "Remarks" of abort, Microsoft Learn).
  return record.end("pass") == 0 ? segfault(record) : 0;
}

int sleep_for_ever_case(Record& record) {
  record.step("about to sleep");
  sleep_for_ever();
}

int spin(Record&) {
  volatile unsigned turns = 0;
  while (true) turns = turns + 1;
}

int ignore_terminate(Record&) {
  std::signal(SIGTERM, SIG_IGN);
  sleep_for_ever();
}

int hang_after_end(Record& record) {
  if (record.end("pass") == 0) sleep_for_ever();
  return 0;
}

int exit_seven(Record& record) {
  [[maybe_unused]] const int ignored = record.end("pass");
  return 7;
}

int fail_exit_zero(Record& record) {
  record.failure("check 1 == 2 has failed");
  [[maybe_unused]] const int ignored = record.end("fail", "1 check failed");
  return 0;
}

int pass_with_failure(Record& record) {
  record.failure("check 1 == 2 has failed");
  return record.end("pass");
}

int exit_early(Record& record) {
  record.step("about to leave");
  std::exit(9);
}

int no_end(Record&) { return 0; }
int nothing(Record&) { return 0; }
int nothing_nonzero(Record&) { return 5; }

int garbage(Record& record) {
  record.line("this is no JSON");
  return record.end("pass");
}

int partial(Record& record) {
  record.torn(R"({"type":"end","decl)");
  return 0;
}

int unknown_word(Record& record) {
  [[maybe_unused]] const int ignored = record.end("splendid");
  return 0;
}

int two_ends(Record& record) {
  [[maybe_unused]] const int ignored = record.end("fail");
  return record.end("pass");
}

int other_case(Record& record) {
  record.line(R"({"type":"begin","case":"another.case","variant":"plain"})");
  return record.end("pass");
}

int flood_record(Record& record) {
  const std::string text(1000, 'x');
  for (int i = 0; i < 1500; ++i) record.step(text);
  return record.end("pass");
}

int loud(Record& record) {
  const std::string line(99, 'e');
  std::cerr << "the first line\n";
  for (int i = 0; i < 10'000; ++i) std::cerr << line << '\n';
  std::cerr << "the last line\n";
  return record.end("pass");
}

int not_text(Record& record) {
  std::cout << "before \xff\xfe\x80 after" << '\0' << "end\n";
  return record.end("pass");
}

int wipe_work(Record& record) {
  std::ofstream("file") << "x";
  for (const auto& entry : std::filesystem::directory_iterator(".")) std::filesystem::remove_all(entry);
  return record.end("pass");
}

/// Reports the promises of the isolation contract as far as the standard library can see them.
int surroundings(Record& record) {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  const auto here = std::filesystem::current_path().string();
  const bool right = variable("HOME") == here && variable("TMPDIR") == here && variable("TZ") == "UTC" &&
                     variable("LC_ALL") == "C.UTF-8" && variable("LANG").empty() &&
                     variable("MULTIPROCESSING_TOKEN").size() == 8 && std::cin.get() == std::char_traits<char>::eof() &&
                     std::filesystem::is_empty(here);
  if (!right) record.failure("the surroundings are not as promised");
  return record.end(right ? "pass" : "fail");
}

int unsupported(Record& record) { return record.end("unsupported", "sem_open: ENOSYS"); }
int untested(Record& record) { return record.end("untested", "nobody knows how"); }
int broken(Record& record) { return record.end("broken", "the case could not set itself up"); }

int observed(Record& record) {
  record.line(R"({"type":"observation","key":"answer","value":42})");
  return record.end("observed", "it is 42 here");
}

constexpr Case table[] = {
    {"canary.pass", "Passes", pass},
    {"canary.fail", "Fails", fail},
    {"canary.crash", "Dies by abort()", abort_now},
    {"canary.hang", "Never ends", sleep_for_ever_case, 300},
    {"canary.exit-code", "Declares a pass and exits with 7", exit_seven},
    {"pass.plain", "Passes", pass},
    {"pass.wipes-its-work-folder", "Removes what is in its work folder", wipe_work},
    {"pass.surroundings", "Sees what the isolation contract promises", surroundings},
    {"pass.environment", "Sees the variable that --facts named", sees_environment},
    {"pass.loud", "Writes a megabyte to standard error", loud},
    {"pass.not-text", "Writes bytes that are no UTF-8", not_text},
    {"fail.plain", "Fails", fail},
    {"fail.exits-with-zero", "Declares a failure and exits with 0", fail_exit_zero},
    {"crash.abort", "Dies by abort()", abort_now},
    {"crash.segfault", "Writes where nothing is", segfault},
    {"crash.stack", "Uses up its stack", overflow},
    {"crash.exception", "Lets an exception out of main()", throw_out},
    {"crash.after-end", "Declares a pass and then dies", crash_after_end},
    {"crash.exits-early", "Leaves with a code of its own", exit_early},
    {"hang.sleep", "Sleeps for ever", sleep_for_ever_case, 300},
    {"hang.spin", "Spins for ever", spin, 300},
    {"hang.ignores-terminate", "Ignores SIGTERM and sleeps for ever", ignore_terminate, 300},
    {"hang.after-end", "Declares a pass and never ends", hang_after_end, 300},
    {"lie.pass-with-failure", "Reports a failure and declares a pass", pass_with_failure},
    {"lie.no-end", "Exits with 0 and declares nothing", no_end},
    {"lie.nothing", "Does not even begin", nothing, 20'000, false},
    {"lie.nothing-nonzero", "Does not even begin, and exits with 5", nothing_nonzero, 20'000, false},
    {"lie.garbage", "Writes something that is no JSON", garbage},
    {"lie.partial", "Writes half a record", partial},
    {"lie.unknown-word", "Declares a word that does not exist", unknown_word},
    {"lie.two-ends", "Declares two ends", two_ends},
    {"lie.other-case", "Begins another case", other_case, 20'000, false},
    {"lie.floods-its-record", "Writes more than a megabyte into its record", flood_record},
    {"say.unsupported", "Declares unsupported", unsupported},
    {"say.untested", "Declares untested", untested},
    {"say.broken", "Declares broken", broken},
    {"say.observed", "Declares observed", observed},
};

}  // namespace

std::span<const Case> plain_cases() { return table; }

}  // namespace selftest
