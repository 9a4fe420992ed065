// SPDX-License-Identifier: BSL-1.0
// Progress bar, log lines and the summary.
#include "progress.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "contain.hpp"
#include "text.hpp"
#include "verdict.hpp"

namespace procport::runner {
namespace {

constexpr std::size_t bar_width = 24, told_at_most = 40, reason_length = 160;
constexpr std::chrono::milliseconds repaint{100};

std::string shortened(const std::string& text) {
  if (text.size() <= reason_length) return text;
  return valid_utf8(text.substr(0, reason_length)) + "...";
}

std::string line_for(const std::string& case_id, const Result& result) {
  auto line = std::string(word(result.verdict)) + "  " + case_id + " [" + result.variant + "]";
  if (result.attempt > 1) line += " attempt " + std::to_string(result.attempt);
  if (!result.reason.empty() && result.verdict != Verdict::pass) line += "  " + result.reason;
  if (result.residue.state == "left") line += "  (" + result.after + ")";
  if (result.expectation) line += "  (" + std::string(relation_of(result)) + ": " + result.expectation->reason + ")";
  return line;
}

bool is_red(const Result& result) {
  const auto relation = relation_of(result);
  return relation == "unexpected" || relation == "drifted" || result.residue.state == "left";
}

}  // namespace

Progress::Progress(std::FILE* file) : file_(file), terminal_(is_terminal(file)), colour_(terminal_) {
  const char* no_colour = std::getenv("NO_COLOR");
  if (no_colour != nullptr && *no_colour != '\0') colour_ = false;
}

void Progress::begin(std::size_t tasks) {
  total_ = tasks;
  started_ = std::chrono::steady_clock::now();
  draw();
}

std::string Progress::painted(Verdict verdict, const std::string& text) const {
  if (!colour_) return text;
  const auto gate = describe(verdict).gate;
  const char* code = gate == GateColour::red ? "31" : gate == GateColour::green ? "32" : "33";
  return std::string("\033[") + code + "m" + text + "\033[0m";
}

void Progress::take(const std::string& case_id, const Result& result) {
  const auto tenth = total_ == 0 ? 0 : done_ * 10 / total_;
  ++done_;
  if (is_red(result)) ++red_;
  // On a terminal the neutral results would only push the red ones away; a log keeps a line for each.
  const bool plain_pass = result.verdict == Verdict::pass && result.residue.state != "left";
  if (terminal_ ? is_red(result) : !plain_pass) {
    const auto text = std::string(describe(result.verdict).glyph) + " " + line_for(case_id, result);
    say(painted(result.residue.state == "left" ? Verdict::fail : result.verdict, shortened(text)));
  }
  if (!terminal_ && total_ > 0 && done_ * 10 / total_ != tenth) {
    say(std::to_string(done_) + " of " + std::to_string(total_) + " done, " + std::to_string(red_) + " unexpected");
  }
  if (std::chrono::steady_clock::now() - painted_at_ > repaint || done_ == total_) draw();
}

void Progress::advance(bool unexpected) {
  ++done_;
  if (unexpected) ++red_;
  draw();
}

void Progress::say(const std::string& line) {
  wipe();
  std::fprintf(file_, "%s\n", line.c_str());
  std::fflush(file_);  // who reads a log while it grows
  draw();
}

void Progress::draw() {
  if (!terminal_ || total_ == 0) return;
  painted_at_ = std::chrono::steady_clock::now();
  const auto filled = bar_width * done_ / total_;
  std::string bar;
  for (std::size_t i = 0; i < bar_width; ++i) bar += i < filled ? "━" : "─";
  std::string left;
  if (done_ > 0 && done_ < total_) {
    const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(painted_at_ - started_);
    left = ", about " + duration_in_words(spent * (total_ - done_) / done_) + " left";
  }
  std::fprintf(file_, "\r\033[K%s %zu/%zu, %zu unexpected%s", bar.c_str(), done_, total_, red_, left.c_str());
  std::fflush(file_);
  drawn_ = true;
}

void Progress::wipe() {
  if (drawn_) std::fputs("\r\033[K", file_);
  drawn_ = false;
}

void Progress::end() {
  wipe();
  total_ = 0;
  std::fflush(file_);
}

std::string verdict_of_run(const Run& run) {
  std::size_t results = 0;
  std::map<Verdict, std::size_t> counts;
  for (const auto& entry : run.cases) {
    results += entry.results.size();
    for (const auto& result : entry.results) ++counts[result.verdict];
  }
  std::string sum;
  for (const auto& entry : verdict_words()) {
    if (counts[entry.verdict] == 0) continue;
    sum += (sum.empty() ? "" : ", ") + std::to_string(counts[entry.verdict]) + " " + std::string(entry.word);
  }
  std::string says;
  const bool part = !run.selection.everything();
  if (run.gate.result == "conforms") {
    says = part ? "does what the model asks in the selected cases" : "conforms";
  } else if (run.gate.result == "does-not-conform" && run.gate.exit_code == exit_code::ok) {
    says = std::string(part ? "does what the model asks in the selected cases" : "conforms") + " but for " +
           counted(run.gate.expected, "expected difference");
  } else if (run.gate.result == "does-not-conform") {
    says = part ? "does not do what the model asks in the selected cases" : "does not conform";
  } else if (run.gate.result == "not-trusted") {
    says = "was measured by a run that is not trusted";
  } else {
    says = "was not measured to the end";
  }
  return run.target.name + " " + says + ", level " + run.gate.level + ": " + counted(results, "result") + " of " +
         counted(run.cases.size(), "case") + (sum.empty() ? "" : " (" + sum + ")") + " in " +
         duration_in_words(std::chrono::milliseconds(run.duration_ms)) + ".";
}

void Progress::summary(const Run& run, const std::string& folder) {
  end();
  std::fprintf(file_, "\n%s\n", verdict_of_run(run).c_str());
  for (const auto& reason : run.gate.reasons) std::fprintf(file_, "  %s\n", reason.c_str());
  bool heading = false;
  std::size_t told = 0, more = 0;
  for (const auto& entry : run.cases) {
    for (const auto& result : entry.results) {
      if (!is_red(result) || result.verdict == Verdict::not_run) continue;
      if (told == told_at_most) {
        ++more;
        continue;
      }
      if (!heading) std::fprintf(file_, "\nUnexpected:\n");
      heading = true;
      ++told;
      std::fprintf(file_, "  %s\n", painted(result.verdict, shortened(line_for(entry.info.id, result))).c_str());
    }
  }
  if (more > 0) std::fprintf(file_, "  and %zu more, in %s/result.json\n", more, folder.c_str());
  std::fprintf(file_, "\nResults: %s/result.json and %s/results.jsonl\n", folder.c_str(), folder.c_str());
  std::fprintf(file_, "Pages:   procport report %s -o %s/report\n", folder.c_str(), folder.c_str());
  std::fflush(file_);
}

}  // namespace procport::runner
