// SPDX-License-Identifier: BSL-1.0
// Windows: jobs, exit codes, and objects that end with their last handle.
#include <cstdlib>
#include <filesystem>

#include "contain.hpp"
#include "system.hpp"

namespace procport::runner {

const std::map<std::string, Wanted>& system_cases() {
  // Wine 8.0 ends a thread whose stack is used up without a word, and the program with exit code 0; Windows ends it
  // with STATUS_STACK_OVERFLOW.
  const auto used_up = this_target().os == "Wine" ? Verdict::broken : Verdict::crash;
  static const std::map<std::string, Wanted> rows{
      {"crash.stack", {used_up, ""}},
      {"leak.read-only-file", {Verdict::pass, "file"}},
  };
  return rows;
}

const std::vector<Detail>& leak_details() {
  static const std::vector<Detail> rows{{"leak.daemon", "child of", true}, {"leak.process", "child of", true}};
  return rows;
}

// The C library of MinGW ends with 3; Microsoft's newer one with an exception of its own.
std::string death_by_abort() { return "ended with"; }
std::size_t line_end() { return 2; }
// cmd.exe takes away the outermost quotation marks ("cmd", Microsoft Learn), and does not know slashes.
std::string shell_command(const std::string& program, const std::string& argument, const std::string& file) {
  const auto path = std::filesystem::absolute(program).make_preferred().string();
  return "\"\"" + path + "\" " + argument + " > \"" + file + "\"\"";
}
void set_variable(const char* name, const char* value) { _putenv_s(name, value); }
void unset_variable(const char* name) { _putenv_s(name, ""); }

}  // namespace procport::runner
