// SPDX-License-Identifier: BSL-1.0
// What a system leaves behind, how its programs die, and how variables are set there; the build chooses the file.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "vocabulary.hpp"

namespace procport::runner {

struct Wanted {
  Verdict verdict;
  std::string residue;  // the kinds, sorted, once for each thing
};

/// The cases of the self-test host that are there on this system alone.
[[nodiscard]] const std::map<std::string, Wanted>& system_cases();
/// A case, and what the detail of the process that it leaves must say, or must not.
struct Detail {
  std::string id, text;
  bool there;
};
[[nodiscard]] const std::vector<Detail>& leak_details();
/// What the runner says of a program that called abort().
[[nodiscard]] std::string death_by_abort();
/// Bytes of the end of a line in a program's output.
[[nodiscard]] std::size_t line_end();
/// For std::system: runs a program with one argument, its output into a file.
[[nodiscard]] std::string shell_command(const std::string& program, const std::string& argument,
                                        const std::string& file);
void set_variable(const char* name, const char* value);
void unset_variable(const char* name);

}  // namespace procport::runner
