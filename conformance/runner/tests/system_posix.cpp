// SPDX-License-Identifier: BSL-1.0
// POSIX: sessions, signals, and objects whose names outlive their processes.
#include <cstdlib>

#include "system.hpp"

namespace procport::runner {

const std::map<std::string, Wanted>& system_cases() {
  static const std::map<std::string, Wanted> rows{
      {"pass.unreaped-children", {Verdict::pass, ""}},  {"crash.stack", {Verdict::crash, ""}},
      {"leak.semaphore", {Verdict::pass, "semaphore"}}, {"leak.shared-memory", {Verdict::pass, "shared-memory"}},
      {"leak.socket", {Verdict::pass, "socket"}},       {"leak.locked-folder", {Verdict::pass, "file file"}},
  };
  return rows;
}

const std::vector<Detail>& leak_details() {
  static const std::vector<Detail> rows{{"leak.daemon", "in another session", true},
                                        {"leak.process", "in another session", false}};
  return rows;
}

std::string death_by_abort() { return "SIGABRT"; }
std::size_t line_end() { return 1; }
std::string shell_command(const std::string& program, const std::string& argument, const std::string& file) {
  return "'" + program + "' " + argument + " > '" + file + "'";
}
void set_variable(const char* name, const char* value) { setenv(name, value, 1); }
void unset_variable(const char* name) { unsetenv(name); }

}  // namespace procport::runner
