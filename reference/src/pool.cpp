// SPDX-License-Identifier: BSL-1.0
// What the options of a pool come to.
#include "multiprocessing/pool.hpp"

#include <algorithm>
#include <thread>

#include "platform/processors.hpp"

namespace multiprocessing::detail {
namespace {

std::uint64_t at_least_one(const std::optional<int>& given, const char* what) {
  if (!given) return 0;
  if (*given < 1) throw ValueError(std::string(what) + " must be at least 1");
  return static_cast<std::uint64_t>(*given);
}

}  // namespace

std::size_t number_of_workers(const std::optional<int>& wanted) {
  if (wanted) return static_cast<std::size_t>(at_least_one(wanted, "the number of workers"));
  const auto usable = platform::usable_processors();
  return usable ? *usable : std::max(1U, std::thread::hardware_concurrency());
}

WorkerSettings worker_settings(const PoolOptions& options) {
  if (options.max_memory_per_child == 0) throw ValueError("max_memory_per_child must be at least 1");
  WorkerSettings settings;
  settings.max_tasks = at_least_one(options.max_tasks_per_child, "max_tasks_per_child");
  settings.max_memory = options.max_memory_per_child.value_or(0);
  return settings;
}

ProcessOptions process_options(const PoolOptions& options) {
  ProcessOptions made;
  made.daemon = options.daemon;
  made.start_method = options.start_method;
  return made;
}

CrewOptions crew_options(const PoolOptions& options, std::function<Process(Connection, WorkerSettings)> make_worker) {
  return {number_of_workers(options.processes), worker_settings(options), std::move(make_worker), false};
}

void end_crew(Crew& crew) noexcept {
  try {
    crew.terminate();
  } catch (...) {
    // In a forked child there is nothing to end.
  }
}

void refuse_moved_pool() { throw ValueError("this pool is empty: it was moved from"); }

}  // namespace multiprocessing::detail
