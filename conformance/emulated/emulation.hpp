// SPDX-License-Identifier: BSL-1.0
// What is taken from a program before it runs: read from systems.toml, done line by line.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace emulated {

/// One thing that is taken away or changed, with where it comes from.
struct Line {
  std::vector<std::string> words;  // a verb and its operands
  std::string row, evidence;
};

struct System {
  std::string id, kind, text;
  std::vector<Line> lines;
};

/// A message for people; the program ends with it.
struct Problem {
  std::string text;
};

[[nodiscard]] std::vector<System> load_systems(const std::filesystem::path& file);

/// What the lines of a system add up to. Each verb notes its part, and apply() does it all in an order that works.
class Emulation {
 public:
  /// Throws Problem for a verb or an operand that is not known.
  void add(const Line& line);
  /// Changes this process for good. Throws Problem with the call that failed.
  void apply(const std::filesystem::path& denied_calls);

 private:
  struct Denial {
    long call = 0;
    int error = 0;
  };
  std::vector<Denial> denials_;  // of the kernel, by seccomp
  std::string refusals_;         // of the library, by the interposer
  std::vector<std::pair<int, std::size_t>> limits_;
  std::string shared_memory_;           // mount options of /dev/shm
  std::vector<std::string> read_only_;  // folders
  std::vector<int> closed_, ignored_;
  std::string folder_;
  std::size_t temporary_length_ = 0, busy_ = 0;
  int umask_ = -1;
  bool first_process_ = false;
};

// The parts of apply(), each in a file of its own.
void filter_system_calls(const std::vector<std::pair<long, int>>& denials);
/// A mount namespace in which these hold; with `first_process` a process namespace too, in which the caller goes on as
/// process 1 while another process waits for its end and passes it on.
void enter_namespaces(const std::string& shared_memory, const std::vector<std::string>& read_only, bool first_process);
[[nodiscard]] long number_of_call(const std::string& name);
[[nodiscard]] int number_of_error(const std::string& name);

/// Goes on in a child, which ends with this process at the latest. This process waits for its end, removes `left` and
/// passes the end on: its code, or its signal.
void go_on_inside(const std::vector<std::filesystem::path>& left);

/// Throws Problem "what: why", from errno, if a call has failed.
void check(long result, const std::string& what);

}  // namespace emulated
