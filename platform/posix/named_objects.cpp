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
  name_kind kind;
  name_entry* entry;
  pid_t owner;
};

/// A forked child has copies of what is not its own.
void take_away_own(const owned_name& each) {
  if (each.owner != getpid()) return;
  remove_named(each.kind, each.name.c_str());
  strike_name(each.entry);
}

std::vector<owned_name>& names() {
  static auto* const table = new std::vector<owned_name>;  // outlives static destructors that unlink names
  return *table;
}

// An object that a thread still holds when the process ends is never destroyed. Registered before main, so that this
// comes after what the library does at the end of a process: children may still open what they were given.
[[maybe_unused]] const bool unlinks_at_exit = std::atexit(unlink_own_names) == 0;

}  // namespace

new_name::new_name(name_kind kind, std::string name, name_stay stay)
    : kind_(kind), name_(std::move(name)), stay_(stay), entry_(enter_name(kind, name_, stay)) {}

new_name::~new_name() {
  if (!made_) strike_name(entry_);
}

void new_name::made() {
  if (stay_ == name_stay::if_made) confirm_name(entry_, identity_of(kind_, name_.c_str()));
  const std::lock_guard guard(table_lock());
  names().push_back({name_, kind_, entry_, getpid()});
  made_ = true;
}

void unlink_own_name(const std::string& name) {
  const std::lock_guard guard(table_lock());
  const auto found = std::ranges::find(names(), name, &owned_name::name);
  if (found == names().end()) return;
  take_away_own(*found);
  names().erase(found);
}

void unlink_own_names() {
  const std::lock_guard guard(table_lock());
  for (const owned_name& each : names()) take_away_own(each);
  names().clear();
}

}  // namespace multiprocessing::platform
