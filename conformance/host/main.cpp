// SPDX-License-Identifier: BSL-1.0
// conformance-host: the program that holds the cases and the library under test. The runner asks it two questions.
#include <algorithm>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "conformance/host/listing.hpp"
#include "conformance/host/run_case.hpp"

namespace {

constexpr const char* usage =
    R"(conformance-host: the cases of the conformance suite, linked with the library under test.

  conformance-host --list                                   the host, its variants and its cases, as JSON Lines
  conformance-host --facts                                  what the library found of this system, as JSON Lines
  conformance-host --case ID --variant V --control FOLDER   runs one case once, in this process

The record of a case is appended to FOLDER/case.jsonl, one JSON object per line; stdout and stderr belong to the case.
Files that a case makes go to the working directory.

  example: mkdir -p control && conformance-host --case process.start.runs-the-target --variant fork-native --control control

Exit codes of --case: 0 pass or observed, 1 fail, 2 unsupported, 3 broken (also a wrong command line).
`procport run` does all this, contains the case, and judges it. Protocol: conformance/README.md.
)";

constexpr int broken = static_cast<int>(conformance::Declared::broken);

int complain(const std::string& what) {
  std::cerr << "conformance-host: " << what << "\nTry conformance-host --help.\n";
  return broken;
}

int run(const std::map<std::string, std::string>& options) {
  for (const auto* name : {"--case", "--variant", "--control"}) {
    if (!options.contains(name)) {
      return complain(std::string(name) + " is missing");
    }
  }
  const auto* the_case = conformance::find_case(options.at("--case"));
  if (the_case == nullptr) {
    return complain("there is no case " + options.at("--case") + ", or more than one; --list names them");
  }
  const auto variants = conformance::all_variants();
  const auto variant = std::find_if(variants.begin(), variants.end(),
                                    [&](const auto& each) { return each.id == options.at("--variant"); });
  if (variant == variants.end()) {
    std::string known;
    for (const auto& each : variants) {
      known += " " + each.id;
    }
    return complain("there is no variant " + options.at("--variant") + "; there are" + known);
  }
  const auto& control = options.at("--control");  // UTF-8, which a path made of a std::string is not on Windows
  return conformance::run_case(*the_case, *variant, std::u8string(control.begin(), control.end()));
}

}  // namespace

int main(int argc, char** argv) {
  multiprocessing::freeze_support(argc, argv);  // first: in a spawned child it does not return

  const std::vector<std::string> words(argv + 1, argv + argc);
  try {
    if (words == std::vector<std::string>{"--help"} || words == std::vector<std::string>{"-h"}) {
      std::cout << usage;
      return 0;
    }
    multiprocessing::set_strategies("");  // so that a wrong word in the environment is told before anything is run
    if (words == std::vector<std::string>{"--list"}) {
      conformance::list(std::cout);
      return std::cout ? 0 : broken;
    }
    if (words == std::vector<std::string>{"--facts"}) {
      conformance::facts(std::cout);
      return std::cout ? 0 : broken;
    }
    if (words.empty() || words.size() % 2 != 0) {
      return complain("--list, --facts, --help, or --case with --variant and --control is needed");
    }
    std::map<std::string, std::string> options;
    for (std::size_t i = 0; i < words.size(); i += 2) {
      if (words[i] != "--case" && words[i] != "--variant" && words[i] != "--control") {
        return complain("unknown option " + words[i]);
      }
      options[words[i]] = words[i + 1];
    }
    return run(options);
  } catch (const std::exception& error) {
    return complain(error.what());
  }
}
