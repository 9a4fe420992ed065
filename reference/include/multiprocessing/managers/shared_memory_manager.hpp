// SPDX-License-Identifier: BSL-1.0
// SharedMemoryManager: blocks of shared memory that go when it ends.
#pragma once

#include "multiprocessing/managers/base_manager.hpp"
#include "multiprocessing/shareable_list.hpp"
#include "multiprocessing/shared_memory.hpp"

namespace multiprocessing {

namespace detail {

/// In the server: names for blocks. What has one of them is unlinked when this process ends.
struct BlockNames {
  [[nodiscard]] std::string next();
};

}  // namespace detail

/// Makes named blocks of shared memory, and unlinks them all when it is shut down, destroyed, or its process dies. What
/// is mapped then stays usable for who has mapped it.
///
/// Errors   AssertionError from whatever makes a block before start; EOFError after shutdown.
/// Threads  As BaseManager.
///
/// Promises SHARED-MEMORY-MANAGER-BLOCKS, SHARED-MEMORY-MANAGER-GONE, SHARED-MEMORY-MANAGER-DIED
/// Source   CPython 3.14 docs, library/multiprocessing.shared_memory, SharedMemoryManager
/// Differs  Blocks are made by the process that asks, under a name that the server gives and remembers.
class SharedMemoryManager {
 public:
  /// Nothing runs yet.
  explicit SharedMemoryManager(ManagerOptions options = {});

  /// Errors   As BaseManager::start.
  void start();
  /// Unlinks all blocks. As BaseManager::shutdown.
  void shutdown();
  /// Of the server.
  [[nodiscard]] Process process() const { return manager_.process(); }
  /// Where its server listens.
  [[nodiscard]] Address address() const { return manager_.address(); }

  /// A block of that many bytes. Errors as SharedMemory::create.
  [[nodiscard]] multiprocessing::SharedMemory SharedMemory(std::int64_t size) const;
  /// A list of these items. Errors as of its constructor.
  [[nodiscard]] multiprocessing::ShareableList ShareableList(std::span<const ListItem> items) const;
  /// The same of items in braces.
  [[nodiscard]] multiprocessing::ShareableList ShareableList(std::initializer_list<ListItem> items) const {
    return ShareableList(std::span(items.begin(), items.size()));
  }

 private:
  [[nodiscard]] std::string next_name() const;
  BaseManager manager_;
  Proxy<detail::BlockNames> names_;
};

}  // namespace multiprocessing
