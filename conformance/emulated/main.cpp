// SPDX-License-Identifier: BSL-1.0
// under SYSTEM COMMAND...: starts a command as it would fare on another system, or in a hostile place.
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <string_view>

#include "emulation.hpp"
#include "places.hpp"

namespace {

namespace fs = std::filesystem;
using namespace emulated;

constexpr const char* help = R"(Starts a command with things taken away that another system does not have.

usage: under SYSTEM COMMAND [ARGUMENTS...]
       under --list            the systems, and what each is
       under --show SYSTEM     line by line what is taken away, with the evidence

  procport run --under macos   each case of a run under it

Exit codes: those of the command; 2 for a wrong name; 9 when the surroundings cannot be made.
)";

const System& find(const std::vector<System>& systems, const std::string& id) {
  const auto found = std::ranges::find(systems, id, &System::id);
  if (found == systems.end()) throw Problem{"there is no system '" + id + "'; under --list tells which there are"};
  return *found;
}

void show(const System& system) {
  std::cout << system.id << " (" << system.kind << "): " << system.text << "\n";
  for (const auto& line : system.lines) {
    std::cout << "  ";
    for (const auto& word : line.words) std::cout << word << " ";
    std::cout << "\n      " << line.row << ": " << line.evidence << "\n";
  }
}

int dispatch(int argc, char** argv) {
  const std::string first = argc > 1 ? argv[1] : "--help";
  if (first == "--help" || first == "-h") {
    std::cout << help;
    return argc > 1 ? 0 : 2;
  }
  const auto systems = load_systems(places::systems);
  if (first == "--list") {
    for (const auto& system : systems) std::cout << system.id << "  " << system.kind << "  " << system.text << "\n";
    return 0;
  }
  if (first == "--show" && argc == 3) {
    show(find(systems, argv[2]));
    return 0;
  }
  if (argc < 3) {
    std::cerr << help;
    return 2;
  }
  Emulation emulation;
  const auto& system = find(systems, first);
  // A host that is asked what it holds has to be able to answer.
  const bool is_asked =
      std::any_of(argv + 3, argv + argc, [](std::string_view word) { return word == "--list" || word == "--facts"; });
  for (const auto& line : system.lines) {
    if (!is_asked || line.words.front() != "close") emulation.add(line);
  }
  const auto program = fs::absolute(argv[2]);
  emulation.apply(fs::read_symlink("/proc/self/exe").parent_path() / "denied-calls.so");
  execv(program.c_str(), argv + 2);
  check(-1, program.string());
  return 9;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return dispatch(argc, argv);
  } catch (const Problem& problem) {
    std::cerr << "under: " << problem.text << "\n";
    return problem.text.starts_with("there is no system") ? 2 : 9;
  } catch (const std::exception& error) {
    std::cerr << "under: " << error.what() << "\n";
    return 9;
  }
}
