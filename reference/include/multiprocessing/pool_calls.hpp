// SPDX-License-Identifier: BSL-1.0
// The members of a pool, whatever its workers are.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include "multiprocessing/pool_base.hpp"

namespace multiprocessing::detail {

struct NoInitializer {
  void operator()() const noexcept {}
};

[[nodiscard]] ProcessOptions process_options(const PoolOptions& options);
[[nodiscard]] CrewOptions crew_options(const PoolOptions& options,
                                       std::function<Process(Connection, WorkerSettings)> make_worker);

/// Every member but close, terminate and join throws ValueError once close or terminate was called.
///
/// \tparam Across  Whether the workers are other processes. Then a target is a function, an object without state (a
///                 lambda without captures) or one that is Picklable, arguments and results are Picklable, and what
///                 cannot be sent is refused here: by the compiler, or with UnpicklableError.
template <bool Across>
class PoolCalls {
 public:
  PoolCalls(PoolCalls&&) noexcept = default;
  PoolCalls& operator=(PoolCalls&& other) noexcept {
    std::swap(crew_, other.crew_);
    return *this;
  }
  ~PoolCalls() {
    if (crew_) end_crew(*crew_);
  }

  /// Has a worker call the function, and waits for the result.
  ///
  /// Errors   As AsyncResult::get.
  ///
  /// Promises POOL-APPLY, POOL-TASK-REFUSED
  template <TaskTarget F, class... Args>
  auto apply(F&& target, Args&&... arguments) const {
    return apply_async(std::forward<F>(target), std::forward<Args>(arguments)...).get();
  }
  template <class F, class... Args>
  auto apply(const TaskOptions& options, F&& target, Args&&... arguments) const {
    return apply_async(options, std::forward<F>(target), std::forward<Args>(arguments)...).get();
  }

  /// The same without waiting.
  ///
  /// Promises POOL-APPLY-ASYNC, POOL-TASK-REFUSED, POOL-TASK-TIMEOUT, POOL-TASK-RETRIED
  template <TaskTarget F, class... Args>
  auto apply_async(F&& target, Args&&... arguments) const {
    return apply_async(TaskOptions{}, std::forward<F>(target), std::forward<Args>(arguments)...);
  }
  template <class F, class... Args>
  auto apply_async(const TaskOptions& options, F&& target, Args&&... arguments) const {
    using R = call_result_t<true, std::decay_t<F>, std::tuple<stored_t<Args>...>>;
    return AsyncResult<R>(
        submit_call<Across, R>(live(), options, std::forward<F>(target), std::forward<Args>(arguments)...));
  }

  /// Calls the function with each item of the range, in chunks. The results are a vector in the order of the input.
  ///
  /// Errors   Of the calls that fail, the exception of the first in the order of the input, when all have been made.
  ///          What reading the range throws, before anything is called.
  ///
  /// Promises POOL-MAP, POOL-MAP-CHUNKS, POOL-MAP-EMPTY, POOL-MAP-ALL-RUN, POOL-MAP-INPUT-ERROR, POOL-PROGRESS
  template <class F, class Range>
  auto map(F target, Range&& inputs, const MapOptions& options = {}) const {
    return map_async(std::move(target), std::forward<Range>(inputs), options).get();
  }
  template <class F, class Range>
  auto map_async(F target, Range&& inputs, const MapOptions& options = {}) const {
    return submit_map<Across, false>(live(), target, Input<Range>(std::forward<Range>(inputs)), options);
  }

  /// As map, with the members of each item, a tuple or pair, as arguments.
  ///
  /// Promises POOL-STARMAP
  template <class F, class Range>
  auto starmap(F target, Range&& inputs, const MapOptions& options = {}) const {
    return starmap_async(std::move(target), std::forward<Range>(inputs), options).get();
  }
  template <class F, class Range>
  auto starmap_async(F target, Range&& inputs, const MapOptions& options = {}) const {
    return submit_map<Across, true>(live(), target, Input<Range>(std::forward<Range>(inputs)), options);
  }

  /// As map, one result at a time. The range is read as the results are asked for: one that was given as an lvalue must
  /// stay as long, unless it knows its size and `read_ahead` is not given, since then it is read at once.
  ///
  /// Promises POOL-IMAP-ORDER, POOL-IMAP-UNORDERED, POOL-IMAP-LAZY, POOL-IMAP-INPUT-ERROR
  /// Differs  Python reads all of its input at once, in a thread, however fast the results are asked for.
  template <class F, class Range>
  auto imap(F target, Range&& inputs, const MapOptions& options = {}) const {
    return submit_imap<Across, false>(live(), target, Input<Range>(std::forward<Range>(inputs)), options, true);
  }
  template <class F, class Range>
  auto imap_unordered(F target, Range&& inputs, const MapOptions& options = {}) const {
    return submit_imap<Across, false>(live(), target, Input<Range>(std::forward<Range>(inputs)), options, false);
  }

  /// Takes no more tasks. The workers end when all have been done.
  ///
  /// Promises POOL-CLOSE
  void close() { live()->close(); }
  /// Ends the workers and waits for their end. What they have not done fails with CancelledError.
  ///
  /// Promises POOL-TERMINATE
  void terminate() { live()->terminate(); }
  /// Waits for the end of the workers.
  ///
  /// Errors   ValueError unless close or terminate was called; AssertionError in a callback.
  ///
  /// Promises POOL-JOIN-RUNNING, POOL-CLOSE
  void join() { live()->join(); }
  /// The number of workers.
  [[nodiscard]] std::size_t size() const { return live()->size(); }

 protected:
  explicit PoolCalls(std::shared_ptr<Crew> crew) : crew_(std::move(crew)) {}

 private:
  [[nodiscard]] const std::shared_ptr<Crew>& live() const {
    if (!crew_) refuse_moved_pool();
    return crew_;
  }

  std::shared_ptr<Crew> crew_;
};

}  // namespace multiprocessing::detail
