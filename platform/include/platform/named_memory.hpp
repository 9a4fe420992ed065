// SPDX-License-Identifier: BSL-1.0
// Memory with a name, by which any process of the same user finds it.
#pragma once

#include <cstddef>
#include <string>

#include "platform/shared_memory.hpp"
#include "platform/strategy.hpp"

namespace multiprocessing::platform {

/// How long a name stays that nobody removes, on systems where names stay. See name_tracker.hpp.
enum class memory_stay {
  for_ever,                     // or until the system starts again
  with_tree,                    // as long as the process that made it and all that belong to the same tree
  with_tree_under_random_name,  // the same, even if this process is killed before it has found that the name is free
};

/// A name is what people write: without the slash that some systems want before it. invalid_argument for one that the
/// system cannot have (empty, with a slash or a zero byte), filename_too_long for one that is too long.
struct named_memory_strategy : strategy {
  std::string_view prefix;  // of names that are made up, so that Python's are of the same form
  bool stays;               // the name is there until it is removed; otherwise until nobody has the memory any more
  /// A new block of zeros that are really there, readable and writable for this user alone. file_exists if the name is
  /// taken; nothing is left behind by a failure.
  result<shared_memory> (*create)(const std::string& name, std::size_t size, memory_stay stay);
  /// The block with that name, as large as it is. no_such_file_or_directory if there is none;
  /// resource_unavailable_try_again if it has no size yet: its maker is still at it, or was killed.
  result<shared_memory> (*attach)(const std::string& name);
  /// Takes the name away; whoever has the memory keeps it. no_such_file_or_directory if there is none. Does nothing
  /// where names do not stay.
  result<> (*remove)(const std::string& name);
};

/// What this build has, in the order of preference of the target.
[[nodiscard]] std::span<const named_memory_strategy* const> named_memory_strategies();

/// By the strategy that serves, each of them.
result<shared_memory> create_named_memory(const std::string& name, std::size_t size,
                                          memory_stay stay = memory_stay::with_tree);
result<shared_memory> attach_named_memory(const std::string& name);
result<> remove_named_memory(const std::string& name);
/// A name that nobody can guess, with the prefix of the strategy that serves: 14 characters with the slash.
result<std::string> random_memory_name();

}  // namespace multiprocessing::platform
