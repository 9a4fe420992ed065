// SPDX-License-Identifier: BSL-1.0
// Entering names, striking them out, and taking away what they stand for.
#include "posix/name_table.hpp"

#include <cstring>

#include "platform/name_tracker.hpp"
#include "platform/process.hpp"
#include "posix/name_tree.hpp"

namespace multiprocessing::platform {
namespace {

/// Whoever gets this true is the one who goes on with the entry.
bool claim(name_entry& entry, std::uint32_t from, std::uint32_t to) {
  return entry.state.compare_exchange_strong(from, to);
}

name_entry* free_entry(name_table& table) {
  for (name_entry& each : table.entries) {
    if (each.state == name_entry::free && claim(each, name_entry::free, name_entry::being_written)) return &each;
  }
  return nullptr;
}

/// Whether what stands there is what was entered.
bool is_still_there(const name_entry& entry) {
  const std::uint64_t known = entry.identity.load();
  if (known == 0) return entry.stay != name_stay::if_made;
  return identity_of(entry.kind, entry.name.data()) == known;
}

void take_away(name_entry& entry) {
  if (is_still_there(entry)) remove_named(entry.kind, entry.name.data());
  entry.state = name_entry::free;
}

/// What goes with its maker would have gone if that had not been killed.
void sweep(name_table& table) {
  for (name_entry& each : table.entries) {
    if (each.state != name_entry::entered || each.stay != name_stay::with_its_maker || process_alive(each.maker))
      continue;
    if (claim(each, name_entry::entered, name_entry::being_removed)) take_away(each);
  }
}

}  // namespace

name_entry* enter_name(name_kind kind, const std::string& name, name_stay stay) {
  if (name.size() > name_entry::longest_name) return nullptr;
  if (making_name_tree() || !begin_name_tree()) return nullptr;
  name_table& table = *tree_table();
  name_entry* entry = free_entry(table);
  if (entry == nullptr) {
    sweep(table);
    entry = free_entry(table);
  }
  if (entry == nullptr) return nullptr;
  entry->kind = kind;
  entry->stay = stay;
  entry->maker = current_process_stamp();
  entry->identity = 0;
  std::memcpy(entry->name.data(), name.c_str(), name.size() + 1);
  entry->state.store(name_entry::entered, std::memory_order_release);
  static_cast<void>(run_name_tracker());  // whatever comes of it, the object can be made
  return entry;
}

void confirm_name(name_entry* entry, std::uint64_t identity) {
  if (entry != nullptr) entry->identity = identity;
}

void strike_name(name_entry* entry) {
  if (entry != nullptr) entry->state = name_entry::free;
}

void strike_name(name_kind kind, const std::string& name) {
  name_table* const table = tree_table();
  if (table == nullptr) return;
  const auto matches = [&](const name_entry& each) { return each.kind == kind && name == each.name.data(); };
  for (name_entry& each : table->entries) {
    if (each.state != name_entry::entered || !matches(each)) continue;
    if (!claim(each, name_entry::entered, name_entry::being_removed)) continue;
    each.state = matches(each) ? name_entry::free : name_entry::entered;  // it may have become another one meanwhile
  }
}

void remove_entered_names(name_table& table) {
  for (name_entry& each : table.entries) {
    const std::uint32_t state = each.state;
    if (state == name_entry::entered || state == name_entry::being_removed) take_away(each);
  }
}

}  // namespace multiprocessing::platform
