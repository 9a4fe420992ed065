// SPDX-License-Identifier: BSL-1.0
// Pool: processes that call functions for their creator.
#pragma once

#include "multiprocessing/pool_calls.hpp"
#include "multiprocessing/pool_workers.hpp"

namespace multiprocessing {

/// Processes that call functions with arguments and give back the results. It can be moved and not copied; the end of
/// its scope terminates it, and so does the end of the program.
///
/// The death of a worker costs the task that it ran, which fails with WorkerDiedError or is tried again (TaskOptions);
/// another worker takes its place. Should an initializer fail, everything that was and will be given to the pool fails
/// with its exception.
///
/// Threads  Safe to use from several threads at once. It has one thread of its own, and a second one for callbacks.
/// Fork     AssertionError in a forked child; there, the end of its scope does nothing.
///
/// Promises POOL-SIZE, POOL-WORKER-REPLACED, POOL-INITIALIZER-FAILS, POOL-SCOPE-TERMINATES, POOL-PROGRAM-END,
///          POOL-NOT-SERIALIZED
/// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.pool.Pool
/// Differs  In Python the task of a worker that is killed never ends, and an initializer that fails is tried for ever.
class Pool : public PoolCalls<true> {
 public:
  ///@{
  /// With as many workers as this process may use processors, or as are given, and no initializer.
  Pool() : Pool(PoolOptions{}) {}
  explicit Pool(int processes) : Pool(PoolOptions{.processes = processes}) {}
  explicit Pool(const PoolOptions& options) : Pool(options, detail::NoInitializer{}) {}
  ///@}

  /// Starts the workers.
  ///
  /// \param options      How many, how they are started, and when they are replaced.
  /// \param initializer  What each worker calls first.
  /// \param arguments    Copies of these are what it is called with. Locks, queues and the like may be among them, and
  ///                     cannot be among the arguments of tasks.
  ///
  /// Errors   ValueError if a number in the options is below one. What Process::start throws; the workers that have
  ///          been started are ended then.
  ///
  /// Promises POOL-SIZE-INVALID, POOL-INITIALIZER, POOL-MAX-TASKS, POOL-MAX-TASKS-INVALID, POOL-MAX-MEMORY,
  ///          POOL-START-FAILS
  template <class F, class... Args>
  Pool(const PoolOptions& options, F&& initializer, Args&&... arguments)
      : PoolCalls(detail::make_process_crew(detail::crew_options(
            options, detail::worker_maker(detail::process_options(options), std::forward<F>(initializer),
                                          std::forward<Args>(arguments)...)))) {}
};

}  // namespace multiprocessing
