// SPDX-License-Identifier: BSL-1.0
// What can be said of a pool, of an executor, and of the tasks that they are given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "multiprocessing/start_method.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

/// How a task is treated.
struct TaskOptions {
  Timeout timeout = {};  ///< from when a worker has it; then that worker is ended, and the task fails: TaskTimeoutError
  int retries = 0;       ///< how often it is begun anew, by another worker, when the worker that ran it died
};

/// How a map is treated.
struct MapOptions {
  std::size_t chunksize = 0;  ///< items that go to a worker at once; 0: so that each worker gets four chunks; imap: one
  /// For imap: how many items are taken from the input beyond those that were handed out. If not given, all of a range
  /// that knows its size, else some per worker.
  std::optional<std::size_t> read_ahead = {};
  /// For map: called in a thread of the pool after each call, one at a time.
  std::function<void(std::size_t done, std::size_t of)> progress = {};
  TaskOptions task = {};  ///< those of each chunk
};

/// What can be said of a Pool before its workers start.
struct PoolOptions {
  std::optional<int> processes = {};                       ///< as many as this process may use processors, if not given
  std::optional<int> max_tasks_per_child = {};             ///< then a worker ends and another takes its place
  std::optional<std::uint64_t> max_memory_per_child = {};  ///< bytes: a worker that had more ends after its task
  std::optional<StartMethod> start_method = {};            ///< the default of the process, if not given
  bool daemon = true;                                      ///< false: the tasks may start processes of their own
};

/// What can be said of a ProcessPoolExecutor before its workers start.
struct ExecutorOptions {
  std::optional<int> max_workers = {};           ///< as many as this process may use processors, if not given
  std::optional<int> max_tasks_per_child = {};   ///< then a worker ends and another takes its place
  std::optional<StartMethod> start_method = {};  ///< the default of the process, if not given
};

}  // namespace multiprocessing
