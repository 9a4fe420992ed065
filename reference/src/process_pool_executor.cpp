// SPDX-License-Identifier: BSL-1.0
// ProcessPoolExecutor: a crew that starts its workers on demand and breaks when one dies.
#include "multiprocessing/process_pool_executor.hpp"

namespace multiprocessing {
namespace detail {
namespace {

PoolOptions pool_options(const ExecutorOptions& options) {
  PoolOptions same;
  same.processes = options.max_workers;
  same.max_tasks_per_child = options.max_tasks_per_child;
  same.start_method = options.start_method;
  same.daemon = false;  // its end waits for work; a daemon's does not
  return same;
}

}  // namespace

ProcessOptions process_options(const ExecutorOptions& options) { return process_options(pool_options(options)); }

std::shared_ptr<ProcessCrew> make_executor_crew(const ExecutorOptions& options,
                                                std::function<Process(Connection, WorkerSettings)> make_worker) {
  auto crew = crew_options(pool_options(options), std::move(make_worker));
  crew.executor = true;
  return make_process_crew(std::move(crew));
}

}  // namespace detail

ProcessPoolExecutor::~ProcessPoolExecutor() {
  try {
    if (crew_) shutdown();
  } catch (...) {
    // In a forked child, and in a callback, there is nothing that could be waited for.
  }
}

void ProcessPoolExecutor::shutdown(bool wait, bool cancel_futures) {
  live().close();
  if (cancel_futures) live().cancel_queued();
  if (wait) live().join();
}

void ProcessPoolExecutor::refuse_work() const {
  if (const auto failure = live().failed()) std::rethrow_exception(failure);
  throw ProcessError("this executor takes no more: it has been shut down");
}

}  // namespace multiprocessing
