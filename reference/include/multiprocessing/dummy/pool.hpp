// SPDX-License-Identifier: BSL-1.0
// Pool among threads: the same calls as multiprocessing::Pool, made by threads of this process.
#pragma once

#include <functional>
#include <optional>
#include <tuple>
#include <utility>

#include "multiprocessing/pool_calls.hpp"
#include "multiprocessing/pool_workers.hpp"

namespace multiprocessing {

namespace dummy {

/// multiprocessing::Pool with threads as its workers. Anything that can be called is a target, arguments and results
/// need not be Picklable, and exceptions arrive as they were thrown, with nothing nested in them. A thread cannot be
/// ended: the end of its scope waits for the tasks that run, a TaskOptions::timeout is a ValueError, and
/// Cancel::running does what Cancel::queued does.
///
/// Threads  Safe to use from several threads at once.
/// Fork     AssertionError in a forked child.
///
/// Promises THREAD-POOL-CALLS, THREAD-POOL-EXCEPTION, THREAD-POOL-ANYTHING
/// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.pool.ThreadPool
class Pool : public PoolCalls<false> {
 public:
  /// Without an initializer.
  ///
  /// \param threads  How many; as many as this process has processors to use, if not given. ValueError below one.
  explicit Pool(std::optional<int> threads = {}) : Pool(threads, multiprocessing::detail::NoInitializer{}) {}

  /// Starts the threads.
  ///
  /// \param threads      How many.
  /// \param initializer  What each thread calls first. Should it throw, everything that was and will be given to the
  ///                     pool fails with its exception.
  /// \param arguments    What it is called with: copies for each thread.
  template <class F, class... Args>
  Pool(std::optional<int> threads, F initializer, Args... arguments)
      : PoolCalls(multiprocessing::detail::make_thread_crew(
            multiprocessing::detail::number_of_workers(threads),
            [initializer = std::move(initializer), given = std::tuple<Args...>(std::move(arguments)...)] {
              auto mine = given;
              auto call = initializer;
              std::apply(call, std::move(mine));
            })) {}
};

}  // namespace dummy

/// As Python names it.
using ThreadPool = dummy::Pool;

}  // namespace multiprocessing
