// SPDX-License-Identifier: BSL-1.0
// The only door to the operating system: starts programs in isolation, finds and kills what they leave behind.
//
// The promise for each program: a session of its own, its work folder as current directory, HOME and TMPDIR, standard
// input from a null source, TZ=UTC, LC_ALL=C.UTF-8, umask 022, no core file, no inherited descriptor, a token of its
// own in MULTIPROCESSING_TOKEN, and a deadline on the steady clock. The order at its end: see the death without
// reaping, list what it left, kill until nothing is left, reap.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "model.hpp"

namespace procport::runner {

struct Launch {
  std::vector<std::string> command;  // the program, found without PATH, and its arguments
  std::filesystem::path work;        // exists, and belongs to this program alone
  std::string token;
  Environment environment;           // before what the contract promises, which goes before it
  std::chrono::milliseconds limit{20'000};
  /// How long a process that outlives its leader may take to go away by itself before it counts as left behind.
  std::chrono::milliseconds settle{1'000};
  std::size_t keep_bytes = 64 * 1024;  // of each output: the first and the last half of this
};

/// Starts programs and tells how they ended; everything happens on the one thread that runs the event loop.
class Containment {
 public:
  using Done = std::function<void(Ending)>;

  explicit Containment(boost::asio::io_context& io);
  ~Containment();
  Containment(const Containment&) = delete;
  Containment& operator=(const Containment&) = delete;

  /// "strong(...)" where every descendant can be found, "weak(...)" where some can escape, or "none".
  [[nodiscard]] std::string kind() const;
  /// Returns at once; `done` is called later from the event loop, exactly once.
  void start(const Launch& launch, Done done);
  /// Kills everything that runs; each `done` follows with `interrupted` set.
  void stop_all();
  /// Kills descendants that no program owns, and names them. Only when nothing runs any more.
  [[nodiscard]] std::vector<std::string> sweep();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// What this system is, as far as the runner can tell by itself.
[[nodiscard]] Target this_target();
/// The folder of the running program.
[[nodiscard]] std::filesystem::path program_folder(const char* argv0);
[[nodiscard]] bool is_terminal(std::FILE* file);
/// Opens a new file, or an old one after emptying it, for bytes. Null, with errno set, when that failed.
[[nodiscard]] std::FILE* open_to_write(const std::filesystem::path& file);
/// Asks the system to put the file on the disk. Returns false, with errno set, when that failed.
[[nodiscard]] bool put_on_disk(std::FILE* file);
[[nodiscard]] bool is_executable(const std::filesystem::path& file);
/// The program that a shell would start by that name; an empty path if there is none.
[[nodiscard]] std::filesystem::path find_program(const std::string& name);
/// The numbers of the signals that ask a run to stop.
[[nodiscard]] std::vector<int> stop_signals();

}  // namespace procport::runner
