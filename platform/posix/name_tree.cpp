// SPDX-License-Identifier: BSL-1.0
// Beginning a tree of processes and joining one: memory for the table, and both ends of a pipe. Every process keeps
// both, so that any of them can launch a tracker anew; only their writing ends hold back its end.
#include "posix/name_tree.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <memory>

#include "platform/name_tracker.hpp"
#include "posix/descriptor_pair.hpp"
#include "posix/fork_state.hpp"
#include "posix/name_table.hpp"

namespace multiprocessing::platform {
namespace {

/// Never destroyed: names are struck out by destructors of static objects, too. One that is left for another tree
/// stays, since its names do.
struct tree {
  shared_memory memory;
  handle reader;
  handle writer;

  [[nodiscard]] name_table& table() const { return *reinterpret_cast<name_table*>(memory.bytes().data()); }
};

std::atomic<const tree*> own_tree{nullptr};
thread_local bool making = false;

/// By whatever makes memory here: that a strategy was asked for is no reason to probe it for this.
result<shared_memory> make_table() {
  error last = unsupported_error("begin_name_tree", "there is no memory to share");
  for (const shared_memory_strategy* each : shared_memory_strategies()) {
    auto made = each->create(sizeof(name_table));
    if (made) return map_shared_memory(*std::move(made), sizeof(name_table));
    last = made.error();
  }
  return last;
}

result<> make_tree() {
  if (!std::atomic<std::uint64_t>::is_always_lock_free)
    return unsupported_error("begin_name_tree", "processes cannot share words of 64 bits here");
  auto memory = make_table();
  if (!memory) return memory.error();
  auto pipe = descriptor_pipe();
  if (!pipe) return pipe.error();
  own_tree =
      std::make_unique<tree>(tree{*std::move(memory), std::move(pipe->first), std::move(pipe->second)}).release();
  return {};
}

}  // namespace

name_table* tree_table() {
  const tree* const own = own_tree.load();
  return own == nullptr ? nullptr : &own->table();
}

bool making_name_tree() { return making; }

result<> begin_name_tree() {
  if (own_tree.load() != nullptr) return {};
  const creation_guard one_at_a_time;
  if (own_tree.load() != nullptr) return {};
  making = true;
  auto made = make_tree();
  making = false;
  return made;
}

std::vector<native_handle> name_tree_handles() {
  const tree* const own = own_tree.load();
  if (own == nullptr) return {};
  return {own->memory.native(), own->reader.native(), own->writer.native()};
}

result<> join_name_tree(std::vector<handle> handles) {
  if (handles.size() != 3)
    return native_error("join_name_tree", EINVAL, "a table and the two ends of a pipe are needed");
  auto memory = map_shared_memory(std::move(handles[0]), sizeof(name_table));
  if (!memory) return memory.error();
  own_tree = std::make_unique<tree>(tree{*std::move(memory), std::move(handles[1]), std::move(handles[2])}).release();
  return {};
}

}  // namespace multiprocessing::platform
