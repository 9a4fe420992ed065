// SPDX-License-Identifier: BSL-1.0
// Children of this process, and names in the folders where POSIX systems keep them.
#include <dirent.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cstdlib>

#include "left_behind.hpp"

namespace contract {
namespace {

std::string own_token() { return "left" + std::to_string(getpid()); }

void look_into(const char* folder, std::vector<std::string>& found) {
  DIR* const open = opendir(folder);
  if (open == nullptr) return;
  while (const dirent* entry = readdir(open)) {
    const std::string name = entry->d_name;
    if (name.find(own_token()) != std::string::npos) found.push_back(std::string(folder) + "/" + name);
  }
  closedir(open);
}

}  // namespace

void mark_own_names() { setenv("MULTIPROCESSING_TOKEN", own_token().c_str(), 1); }

std::vector<std::string> left_behind() {
  std::vector<std::string> found;
  siginfo_t info{};
  if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0) found.emplace_back("a child");
  const char* temporary = std::getenv("TMPDIR");
  for (const char* folder : {"/dev/shm", "/tmp", "/var/tmp", temporary}) {
    if (folder != nullptr) look_into(folder, found);
  }
  return found;
}

}  // namespace contract
