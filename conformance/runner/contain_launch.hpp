// SPDX-License-Identifier: BSL-1.0
// Starting one program in isolation on a POSIX system.
#pragma once

#include <string>

#include "contain.hpp"

namespace procport::runner {

struct Launched {
  long pid = 0;
  int out = -1, err = -1;  // read ends, for the caller to close
  std::string error;       // not empty: nothing was started, and nothing is to be closed
};

[[nodiscard]] Launched launch_isolated(const Launch& launch);
/// "SIGSEGV" and the like; "signal" for one without a common name.
[[nodiscard]] std::string signal_name(int number);

}  // namespace procport::runner
