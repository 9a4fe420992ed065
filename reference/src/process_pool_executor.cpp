// SPDX-License-Identifier: BSL-1.0
// ProcessPoolExecutor: a crew that starts its workers on demand and breaks when one dies.
#include "multiprocessing/process_pool_executor.hpp"

namespace multiprocessing {
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

ProcessPoolExecutor::ProcessPoolExecutor(const ExecutorOptions& options, MakeWorker make_worker, int) {
  auto crew = detail::crew_options(pool_options(options), std::move(make_worker));
  crew.executor = true;
  crew_ = detail::make_process_crew(std::move(crew));
}

ProcessPoolExecutor::~ProcessPoolExecutor() {
  try {
    if (crew_) shutdown();
  } catch (...) {
    // In a forked child, and in a callback, there is nothing that could be waited for.
  }
}

ProcessOptions ProcessPoolExecutor::process_options(const ExecutorOptions& options) {
  return detail::process_options(pool_options(options));
}

void ProcessPoolExecutor::shutdown(bool wait, bool cancel_futures) {
  if (!crew_) refuse_work();
  crew_->close();
  if (cancel_futures) crew_->cancel_queued();
  if (wait) crew_->join();
}

void ProcessPoolExecutor::refuse_work() const {
  if (!crew_) detail::refuse_moved_pool();
  if (const auto failure = crew_->failed()) std::rethrow_exception(failure);
  throw ProcessError("this executor takes no more: it has been shut down");
}

}  // namespace multiprocessing
