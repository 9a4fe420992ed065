// SPDX-License-Identifier: BSL-1.0
// The loop of a soak program, and its command line.
#include "soak.hpp"

#include <algorithm>
#include <iostream>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;

Soak::Soak(const std::string& what)
    : app_(what +
           " Exit code 0 if everybody else went on; 1 if not, with the seed that shows it; 77 if this system cannot "
           "run it. A round that never ends is a failure too: run it under a time limit.") {
  app_.add_option("--rounds", rounds_, "How many times")->check(CLI::PositiveNumber)->capture_default_str();
  app_.add_option("--seed", seed_, "Chooses the moments; printed by every run");
  app_.add_option("--start-method", method_, "fork, spawn or forkserver; the default of this system if not given");
  app_.add_option("--strategies", strategies_,
                  "A profile (classic, native, fallback) or a list as in MULTIPROCESSING_STRATEGY");
}

int Soak::rounds(const std::function<std::string(std::mt19937&)>& round) {
  if (!strategies_.empty()) mp::set_strategies(strategies_);
  if (!method_.empty()) {
    const auto wanted = mp::start_method_from(method_);
    const auto known = mp::get_all_start_methods();
    if (std::ranges::find(known, wanted) == known.end()) {
      std::cerr << "unsupported here: the start method " << method_ << '\n';
      return 77;
    }
    mp::set_start_method(wanted);
  }
  std::cout << "seed " << seed_ << std::endl;
  std::mt19937 random(seed_);
  for (int i = 1; i <= rounds_; ++i) {
    if (const std::string wrong = round(random); !wrong.empty()) {
      std::cerr << "round " << i << ", seed " << seed_ << ": " << wrong << '\n';
      return 1;
    }
  }
  return 0;
}

int Soak::run(int argc, char** argv, const std::function<std::string(std::mt19937&)>& round,
              const std::function<std::string(int rounds)>& summary) {
  try {
    app_.parse(argc, argv);
    const int code = rounds(round);
    if (code == 0) std::cout << summary(rounds_) << '\n';
    return code;
  } catch (const CLI::ParseError& error) {
    return app_.exit(error) == 0 ? 0 : 2;
  } catch (const mp::UnsupportedError& error) {
    std::cerr << "unsupported here: " << error.what() << '\n';
    return 77;
  } catch (const mp::ValueError& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
