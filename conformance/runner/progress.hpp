// SPDX-License-Identifier: BSL-1.0
// What a person sees while a run goes on: a bar on a terminal, plain lines in a log.
#pragma once

#include <chrono>
#include <cstdio>
#include <string>

#include "document.hpp"

namespace procport::runner {

class Progress {
 public:
  /// Colour and bar only where `file` is a terminal; no colour if NO_COLOR is set (no-color.org).
  explicit Progress(std::FILE* file);

  void begin(std::size_t tasks);
  void take(const std::string& case_id, const Result& result);
  /// One more of what is not a result of a case is done.
  void advance(bool unexpected);
  /// One line, above the bar.
  void say(const std::string& line);
  void end();
  [[nodiscard]] bool on_terminal() const { return terminal_; }
  /// One sentence, then what is unexpected, then where the files are.
  void summary(const Run& run, const std::string& folder);

 private:
  void draw();
  void wipe();
  [[nodiscard]] std::string painted(Verdict verdict, const std::string& text) const;

  std::FILE* file_;
  bool terminal_, colour_, drawn_ = false;
  std::size_t total_ = 0, done_ = 0, red_ = 0;
  std::chrono::steady_clock::time_point started_{}, painted_at_{};
};

/// "Linux-x86_64 conforms at level core: 12 results, all as expected." The first sentence of every summary.
[[nodiscard]] std::string verdict_of_run(const Run& run);

}  // namespace procport::runner
