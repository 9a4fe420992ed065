// SPDX-License-Identifier: BSL-1.0
// The table of agreements between the three witnesses.
#include "verdict.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <utility>

#include "text.hpp"

namespace procport::runner {
namespace {

struct Agreement {
  std::string_view declared;
  Verdict verdict;
  int exit;
};

constexpr std::array agreements{
    Agreement{"pass", Verdict::pass, 0},         Agreement{"observed", Verdict::observed, 0},
    Agreement{"fail", Verdict::fail, 1},         Agreement{"unsupported", Verdict::unsupported, 2},
    Agreement{"untested", Verdict::untested, 2}, Agreement{"broken", Verdict::broken, 3},
};

std::string last_step(const Declared& declared) {
  return declared.steps.empty() ? std::string() : " Last step: " + declared.steps.back() + ".";
}

std::string first_failure(const Declared& declared) {
  if (declared.failures.empty()) return {};
  const auto& failure = declared.failures.front();
  return failure.message + " (" + failure.file + ":" + std::to_string(failure.line) + ")";
}

std::string with_failure(std::string text, const Declared& declared) {
  if (!declared.failures.empty()) text += " It had reported a failure: " + first_failure(declared) + ".";
  return text;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : "; ") + line;
  return text;
}

/// Signals have small numbers; the codes of unhandled exceptions on Windows are negative, and known in hexadecimal.
std::string died(const Ending& ending) {
  if (ending.code >= 0) return ending.signal + " (signal " + std::to_string(ending.code) + ")";
  std::array<char, 16> number{};
  std::snprintf(number.data(), number.size(), "0x%08X", static_cast<unsigned int>(ending.code));
  return ending.signal + " (" + number.data() + ")";
}

Judgement judge_exit(const Declared& declared, int code) {
  const auto exit_text = "exit code " + std::to_string(code);
  if (!declared.faults.empty()) {
    return {Verdict::broken,
            with_failure("The control record is not as agreed: " + joined(declared.faults) + "; " + exit_text + ".",
                         declared)};
  }
  if (!declared.began) return {Verdict::broken, "The host did not begin the case; " + exit_text + "."};
  if (!declared.ended) {
    // A process that leaves early with a code of its own (exit() in the body, a sanitizer) died of the body's doing.
    const auto text = "The process ended with " + exit_text + " and declared no end." + last_step(declared);
    return {code == 0 ? Verdict::broken : Verdict::crash, with_failure(text, declared)};
  }
  const auto agreed = std::ranges::find(agreements, declared.word, &Agreement::declared);
  if (agreed == agreements.end()) {
    return {Verdict::broken, "The case declared '" + declared.word + "', which is not a word of the protocol."};
  }
  if (agreed->exit != code) {
    return {Verdict::broken, with_failure("The case declared " + declared.word + ", which goes with exit code " +
                                              std::to_string(agreed->exit) + ", but it ended with " + exit_text + ".",
                                          declared)};
  }
  if (agreed->verdict != Verdict::fail && agreed->verdict != Verdict::broken && !declared.failures.empty()) {
    return {Verdict::broken, with_failure("The case declared " + declared.word + ".", declared)};
  }
  auto reason = declared.reason;
  if (reason.empty()) reason = first_failure(declared);
  if (reason.empty() && agreed->verdict != Verdict::pass) reason = "The case gave no reason.";
  return {agreed->verdict, reason};
}

}  // namespace

Judgement judge(const Declared& declared, const Ending& ending, std::chrono::milliseconds limit) {
  if (ending.how == Ending::How::not_started) {
    return {Verdict::broken, "The host could not be started: " + ending.error + "."};
  }
  if (ending.interrupted) {
    return {Verdict::interrupted, "The run was stopped while the case was running." + last_step(declared)};
  }
  if (ending.out_of_time) {
    auto text = "No end within " + std::to_string(limit.count()) + " ms." + last_step(declared);
    if (!ending.snapshot.empty()) text += " Before the kill: " + joined(ending.snapshot) + ".";
    return {Verdict::hang, with_failure(text, declared)};
  }
  if (ending.how == Ending::How::signalled) {
    auto text = "Died by " + died(ending) + ".";
    if (declared.ended) text += " It had declared " + declared.word + ".";
    return {Verdict::crash, with_failure(text + last_step(declared), declared)};
  }
  return judge_exit(declared, ending.code);
}

std::string declared_in_words(const Declared& declared) {
  if (declared.ended) return declared.word;
  return declared.began ? "began, no end" : "nothing";
}

std::string exit_in_words(const Ending& ending, std::chrono::milliseconds limit) {
  if (ending.how == Ending::How::not_started) return "not started";
  if (ending.interrupted) return "killed when the run was stopped";
  if (ending.out_of_time) return "killed after " + std::to_string(limit.count()) + " ms";
  if (ending.how == Ending::How::signalled) return died(ending);
  return "exit " + std::to_string(ending.code);
}

std::string after_in_words(const Residue& residue) {
  if (residue.state == "unknown") return "not known";
  if (residue.items.empty()) return "nothing left";
  std::map<std::string, int> count;
  for (const auto& item : residue.items) ++count[item.kind];
  std::string text;
  for (const auto& [kind, number] : count) {
    const auto noun = kind == "shared-memory" ? std::string("shared-memory object") : kind;
    text += (text.empty() ? "" : ", ") + counted(static_cast<std::size_t>(number), noun);
  }
  return "left: " + text;
}

std::string_view relation_of(const Result& result) {
  const bool red = describe(result.verdict).gate == GateColour::red;
  if (!result.expectation) return red ? "unexpected" : "as-expected";
  if (result.verdict == result.expectation->verdict) return "as-expected";
  return red ? "drifted" : "healed";
}

}  // namespace procport::runner
