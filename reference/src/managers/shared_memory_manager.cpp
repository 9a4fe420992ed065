// SPDX-License-Identifier: BSL-1.0
// Names for blocks, and their end.
#include "multiprocessing/managers/shared_memory_manager.hpp"

#include <mutex>

#include "multiprocessing/finalize.hpp"
#include "platform/random.hpp"
#include "raise.hpp"

namespace multiprocessing {
namespace detail {
namespace {

void unlink_block(const std::string& name) {
  try {
    multiprocessing::SharedMemory(name).unlink();
  } catch (const OSError&) {
    // It was never made, or has been unlinked by hand.
  }
}

/// Of the process, not of a BlockNames: a server does not wait for the threads that let go of its objects.
struct GivenNames {
  std::mutex mutex;
  std::vector<std::string> names;

  GivenNames() {
    at_exit(
        [this] {
          const std::lock_guard guard(mutex);
          for (const auto& name : names) unlink_block(name);
        },
        0);
  }
  static GivenNames& of_process() {
    static auto& instance = *new GivenNames;
    return instance;
  }
};

}  // namespace

std::string BlockNames::next() {
  auto name = checked(platform::random_name());
  auto& given = GivenNames::of_process();
  const std::lock_guard guard(given.mutex);
  return given.names.emplace_back(std::move(name));
}

}  // namespace detail

using detail::BlockNames;

SharedMemoryManager::SharedMemoryManager(ManagerOptions options) : manager_(std::move(options)) {
  manager_.register_type<BlockNames>("BlockNames", init<>, method<&BlockNames::next>);
}

void SharedMemoryManager::start() {
  manager_.start();
  names_ = manager_.create<BlockNames>();
}

void SharedMemoryManager::shutdown() { manager_.shutdown(); }

std::string SharedMemoryManager::next_name() const {
  if (!names_) throw AssertionError("the manager has not been started");
  return names_.call<&BlockNames::next>();
}

multiprocessing::SharedMemory SharedMemoryManager::SharedMemory(std::int64_t size) const {
  return multiprocessing::SharedMemory::create(size, next_name());
}

multiprocessing::ShareableList SharedMemoryManager::ShareableList(std::span<const ListItem> items) const {
  return multiprocessing::ShareableList(items, next_name());
}

}  // namespace multiprocessing
