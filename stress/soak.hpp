// SPDX-License-Identifier: BSL-1.0
// What every soak program has: rounds of something random, a seed that repeats them, and the choice of what serves.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <random>
#include <string>

/// Takes --rounds, --seed, --start-method and --strategies, and calls a round as often.
class Soak {
 public:
  /// \param what  The first sentence of the help: what is killed.
  explicit Soak(const std::string& what);

  /// For options of one program.
  CLI::App& command_line() { return app_; }

  /// \param round    Does it once, and says what went wrong; nothing if it held.
  /// \param summary  Calls of rounds that held, in a sentence.
  /// \returns        The exit code: 0 held, 1 did not, 2 usage, 77 this system cannot run it.
  int run(int argc, char** argv, const std::function<std::string(std::mt19937&)>& round,
          const std::function<std::string(int rounds)>& summary);

 private:
  int rounds(const std::function<std::string(std::mt19937&)>& round);

  CLI::App app_;
  int rounds_ = 20;
  std::uint32_t seed_ = std::random_device{}();
  std::string method_;
  std::string strategies_;
};
