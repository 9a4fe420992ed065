// SPDX-License-Identifier: BSL-1.0
// What the parts of the self-test host share: a table of cases, and the control record.
#pragma once

#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace selftest {

/// The control record of the running case. Lines are written as they are told, right or wrong.
class Record {
 public:
  explicit Record(const std::string& file) : out_(file, std::ios::app) {}
  void line(std::string_view text) { out_ << text << '\n' << std::flush; }
  void torn(std::string_view text) { out_ << text << std::flush; }
  void step(std::string_view text);
  void failure(std::string_view message);
  /// Declares an end and returns the exit code that goes with it.
  [[nodiscard]] int end(std::string_view declared, std::string_view reason = "");

 private:
  std::ofstream out_;
};

struct Case {
  std::string_view id, title;
  int (*body)(Record&);  // returns the exit code
  int limit_ms = 20'000;
  bool begins = true;  // false: the body writes the begin record itself, or not at all
};

[[nodiscard]] std::span<const Case> plain_cases();
[[nodiscard]] std::span<const Case> leaking_cases();

/// What a process that a case started does, where processes are not forked. Returns the exit code.
[[nodiscard]] int help(const std::vector<std::string>& role);

/// Ways to be a bad host; chosen by the variable SELFTEST_MODE. Returns false for a mode that does not exist.
[[nodiscard]] bool misbehave(std::string_view mode, std::string_view verb, int& exit_code);

/// What a right answer to --list and --facts looks like.
void print_list();
void print_facts();

[[nodiscard]] std::string json_text(std::string_view text);

}  // namespace selftest
