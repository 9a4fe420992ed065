// SPDX-License-Identifier: BSL-1.0
// The table of names that this process owns.
#include "posix/named_objects.hpp"

#include <unistd.h>
#include <algorithm>
#include <cstdlib>
#include <vector>

#include "posix/fork_state.hpp"

namespace multiprocessing::platform {
namespace {

struct owned_name {
  std::string name;
  unlink_name unlink;
  pid_t owner;
};

std::vector<owned_name>& names() {
  static auto* const table = new std::vector<owned_name>;  // outlives static destructors that unlink names
  return *table;
}

// An object that a thread still holds when the process ends is never destroyed. Registered before main, so that this
// comes after what the library does at the end of a process: children may still open what they were given.
[[maybe_unused]] const bool unlinks_at_exit = std::atexit(unlink_own_names) == 0;

}  // namespace

void remember_name(const std::string& name, unlink_name by) {
  const std::lock_guard guard(table_lock());
  names().push_back({name, by, getpid()});
}

void unlink_own_name(const std::string& name) {
  const std::lock_guard guard(table_lock());
  const auto found = std::ranges::find(names(), name, &owned_name::name);
  if (found == names().end()) return;
  if (found->owner == getpid()) found->unlink(name.c_str());
  names().erase(found);
}

void unlink_own_names() {
  const std::lock_guard guard(table_lock());
  for (const owned_name& each : names()) {
    if (each.owner == getpid()) each.unlink(each.name.c_str());
  }
  names().clear();
}

}  // namespace multiprocessing::platform
