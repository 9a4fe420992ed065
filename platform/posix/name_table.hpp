// SPDX-License-Identifier: BSL-1.0
// The table of names that the processes of a tree share: what is in it when the last of them has ended is taken away by
// the tracker. A process may be killed at any instruction: a name is entered before its object is made, and struck out
// after the object is gone, each by one store.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

#include "platform/shared_memory.hpp"

namespace multiprocessing::platform {

/// Kinds of what has a name, each with its own call that takes it away.
enum class name_kind : std::uint32_t { file, semaphore, memory, semaphore_set, socket };

/// Takes away what has that name; answers as unlink does. The name of a set of semaphores is its key in digits.
int remove_named(name_kind kind, const char* name);
/// Tells one object of that name from another one that takes its place: a number that is never 0, or 0 if there is
/// none.
[[nodiscard]] std::uint64_t identity_of(name_kind kind, const char* name);
[[nodiscard]] std::uint64_t identity_of(native_handle opened);

/// How long an entered object stays.
enum class name_stay : std::uint32_t {
  with_its_maker,  // a random name; goes when its maker ends, and may be swept away then
  until_removed,   // a random name; goes when it is removed, or with the last process of the tree
  if_made,         // the same for a name that somebody else may have: only once confirm_name() has been called
};

/// Zeros are an entry that is free.
struct name_entry {
  enum : std::uint32_t { free, being_written, entered, being_removed };
  static constexpr std::size_t longest_name = 223;

  std::atomic<std::uint32_t> state;
  name_kind kind;
  name_stay stay;
  std::uint32_t unused;
  std::uint64_t maker;                  // its process stamp
  std::atomic<std::uint64_t> identity;  // 0 as long as it is not known
  std::array<char, longest_name + 1> name;
};

struct name_table {
  static constexpr int layout = 1;
  static constexpr std::size_t entries_at_most = 1023;

  std::atomic<std::uint64_t> tracker;  // its process stamp; 0 until the first one has begun
  std::array<std::byte, sizeof(name_entry) - sizeof tracker> unused;
  std::array<name_entry, entries_at_most> entries;
};
static_assert(sizeof(name_entry) == 256 && std::is_trivially_destructible_v<name_table>);

/// Enters a name of this process's tree, and sees to it that a tracker runs. Nothing if it cannot be tracked: there is
/// no room, it is too long, or there is no second process.
name_entry* enter_name(name_kind kind, const std::string& name, name_stay stay);
/// The object is there, and is told from others by that.
void confirm_name(name_entry* entry, std::uint64_t identity);
/// The object is not there any more, or was never made.
void strike_name(name_entry* entry);
void strike_name(name_kind kind, const std::string& name);

/// Takes away what the table holds. For the tracker, when nobody else uses the table.
void remove_entered_names(name_table& table);

}  // namespace multiprocessing::platform
