// SPDX-License-Identifier: BSL-1.0
// What the ways to launch a program share.
#pragma once

#include <sys/types.h>
#include <string_view>
#include <vector>

namespace broken {

std::vector<char*> without_last(char* const* words);
std::vector<char*> loader_variables(char* const* variables);

/// For its life this process is in the root folder.
class away_from_home {
 public:
  away_from_home();
  ~away_from_home();
  away_from_home(const away_from_home&) = delete;
  away_from_home& operator=(const away_from_home&) = delete;

 private:
  int home_;
};

/// The children of this process that a signal for one of them may hit as well.
void remember_child(pid_t child);

}  // namespace broken
