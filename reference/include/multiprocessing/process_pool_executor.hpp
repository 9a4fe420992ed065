// SPDX-License-Identifier: BSL-1.0
// ProcessPoolExecutor: calls in other processes, as futures.
#pragma once

#include <memory>
#include <utility>

#include "multiprocessing/as_completed.hpp"
#include "multiprocessing/pool_base.hpp"
#include "multiprocessing/pool_workers.hpp"

namespace multiprocessing {

/// Processes that make calls, started when there is work for them. It can be moved and not copied; the end of its scope
/// is a shutdown that waits, and so is the end of the program.
///
/// The death of a worker breaks it: everything that is not done fails with BrokenProcessPool, and nothing more is
/// taken. A Pool goes on instead.
///
/// Threads  Safe to use from several threads at once.
/// Fork     AssertionError in a forked child; there, the end of its scope does nothing.
///
/// Promises EXECUTOR-ON-DEMAND, EXECUTOR-FORK-BY-CALLER, EXECUTOR-IDLE-REUSED, EXECUTOR-WORKER-DIES,
///          EXECUTOR-PROGRAM-END
/// Source   CPython 3.14 docs, library/concurrent.futures, ProcessPoolExecutor
/// Differs  As many workers as you like on every system, and max_tasks_per_child with every start method. A result that
///          cannot be sent is a MaybeEncodingError. Text that cannot be read fails that call alone, and breaks nothing.
class ProcessPoolExecutor {
 public:
  ///@{
  /// With as many workers as this process may use processors, or as are given, and no initializer.
  explicit ProcessPoolExecutor(int max_workers) : ProcessPoolExecutor(ExecutorOptions{.max_workers = max_workers}) {}
  explicit ProcessPoolExecutor(const ExecutorOptions& options = {})
      : ProcessPoolExecutor(options, detail::NoInitializer{}) {}
  ///@}

  /// Starts no worker yet.
  ///
  /// \param options      How many, how they are started, and when they are replaced.
  /// \param initializer  What each worker calls first. If it throws, the executor is broken.
  /// \param arguments    What it is called with, as for Pool.
  ///
  /// Errors   ValueError if a number in the options is below one.
  ///
  /// Promises EXECUTOR-WORKERS-INVALID, EXECUTOR-INITIALIZER, EXECUTOR-MAX-TASKS
  template <class F, class... Args>
  ProcessPoolExecutor(const ExecutorOptions& options, F&& initializer, Args&&... arguments)
      : crew_(detail::make_executor_crew(
            options, detail::worker_maker(detail::process_options(options), std::forward<F>(initializer),
                                          std::forward<Args>(arguments)...))) {}

  /// What it is moved from is empty: ValueError from every member.
  ProcessPoolExecutor(ProcessPoolExecutor&&) noexcept = default;
  /// Exchanges the two; what was here ends with `other`.
  ProcessPoolExecutor& operator=(ProcessPoolExecutor&& other) noexcept {
    std::swap(crew_, other.crew_);
    return *this;
  }
  /// shutdown().
  ~ProcessPoolExecutor();

  /// Has a worker call the function. What may be sent is as for Pool.
  ///
  /// Errors   UnpicklableError, or what the writing threw, if it cannot be sent; ProcessError after shutdown;
  ///          BrokenProcessPool if it is broken.
  ///
  /// Promises EXECUTOR-SUBMIT, EXECUTOR-SUBMIT-AFTER-SHUTDOWN, EXECUTOR-SUBMIT-BROKEN
  template <class F, class... Args>
  auto submit(F&& target, Args&&... arguments) const {
    using R = detail::call_result_t<true, std::decay_t<F>, std::tuple<detail::stored_t<Args>...>>;
    return Future<R>(guarded([&] {
      return detail::submit_call<true, R>(crew_, TaskOptions{}, std::forward<F>(target),
                                          std::forward<Args>(arguments)...);
    }));
  }

  ///@{
  /// Calls the function with each item of the range, or with one item of each of several, up to the end of the
  /// shortest. The results come in the order of the input; see Pool::imap, and next() for time limits. `read_ahead` of
  /// the options is what Python calls buffersize.
  ///
  /// Promises EXECUTOR-MAP, EXECUTOR-MAP-ERROR, EXECUTOR-MAP-TIMEOUT
  template <class F, class Range>
  auto map(F target, Range&& inputs, const MapOptions& options = {}) const {
    return guarded([&] {
      return detail::submit_imap<true, false>(crew_, target, detail::Input<Range>(std::forward<Range>(inputs)), options,
                                              true);
    });
  }
  template <class F, class... Ranges>
  auto map(const MapOptions& options, F target, Ranges&&... inputs) const {
    return guarded([&] {
      return detail::submit_imap<true, true>(crew_, target, detail::Zipped<Ranges...>(std::forward<Ranges>(inputs)...),
                                             options, true);
    });
  }
  ///@}

  /// Takes no more; may be called again.
  ///
  /// \param wait            Whether to wait until everything is done and the workers have ended. If not, that happens
  ///                        meanwhile, at the latest when the program ends.
  /// \param cancel_futures  Whether to cancel what no worker has begun.
  ///
  /// Promises EXECUTOR-SHUTDOWN, EXECUTOR-SHUTDOWN-NO-WAIT, EXECUTOR-CANCEL-FUTURES
  /// Differs  In Python, work that goes on after shutdown(wait=False) may hang the end of the program.
  void shutdown(bool wait = true, bool cancel_futures = false);
  ///@{
  /// Ends the workers (SIGTERM, or so that it cannot be refused) without waiting. What is not done fails with
  /// BrokenProcessPool, and nothing more is taken.
  ///
  /// Promises EXECUTOR-FORCED
  void terminate_workers() { live().end_by_force(detail::ProcessCrew::Force::terminate); }
  void kill_workers() { live().end_by_force(detail::ProcessCrew::Force::kill); }
  ///@}

  /// The processes that are its workers now.
  [[nodiscard]] std::vector<std::int64_t> worker_pids() const { return live().pids(); }

 private:
  [[noreturn]] void refuse_work() const;
  [[nodiscard]] detail::ProcessCrew& live() const {
    if (!crew_) detail::refuse_moved_pool();
    return *crew_;
  }

  /// In the words of an executor: it is shut down, or it is broken.
  template <class Action>
  auto guarded(Action action) const {
    if (!live().taking() || live().failed()) refuse_work();
    try {
      return action();
    } catch (const ValueError&) {
      if (!live().taking()) refuse_work();  // just now
      throw;
    }
  }

  std::shared_ptr<detail::ProcessCrew> crew_;
};

}  // namespace multiprocessing
