// SPDX-License-Identifier: BSL-1.0
// Everything that makes something of the system, by every strategy that works here: for tests of what is left behind.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "role.hpp"

namespace contract {

struct operation {
  std::string name;           // "make_semaphore by futex"
  std::string specification;  // of strategies, for serving_only
  bool makes_process;
  /// What was made is taken apart with the value.
  std::function<result<std::shared_ptr<void>>()> make;
};

/// Those that are supported here.
[[nodiscard]] std::vector<operation> operations();

}  // namespace contract
