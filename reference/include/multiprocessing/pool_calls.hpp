// SPDX-License-Identifier: BSL-1.0
// The members of a pool, whatever its workers are.
#pragma once

#include <type_traits>
#include <utility>

#include "multiprocessing/pool_base.hpp"
#include "multiprocessing/pool_life.hpp"

namespace multiprocessing {

/// The calls of a pool, whatever its workers are. They throw ValueError once close or terminate was called.
///
/// \tparam Across  Whether the workers are other processes. Then a target is a function, an object without state (a
///                 lambda without captures) or one that is Picklable, arguments and results are Picklable, and what
///                 cannot be sent is refused here: by the compiler, or with UnpicklableError.
template <bool Across>
class PoolCalls : public PoolLife {
 public:
  /// Has a worker call the function, and waits for the result.
  ///
  /// Errors   As AsyncResult::get.
  ///
  /// Promises POOL-APPLY, POOL-TASK-REFUSED
  template <detail::TaskTarget F, class... Args>
  auto apply(F&& target, Args&&... arguments) const {
    return apply_async(std::forward<F>(target), std::forward<Args>(arguments)...).get();
  }
  /// The same, treated as the options say.
  template <class F, class... Args>
  auto apply(const TaskOptions& options, F&& target, Args&&... arguments) const {
    return apply_async(options, std::forward<F>(target), std::forward<Args>(arguments)...).get();
  }

  /// The same without waiting.
  ///
  /// Promises POOL-APPLY-ASYNC, POOL-TASK-REFUSED, POOL-TASK-TIMEOUT, POOL-TASK-RETRIED
  template <detail::TaskTarget F, class... Args>
  auto apply_async(F&& target, Args&&... arguments) const {
    return apply_async(TaskOptions{}, std::forward<F>(target), std::forward<Args>(arguments)...);
  }
  /// The same, treated as the options say.
  template <class F, class... Args>
  auto apply_async(const TaskOptions& options, F&& target, Args&&... arguments) const {
    using R = detail::call_result_t<true, std::decay_t<F>, std::tuple<detail::stored_t<Args>...>>;
    return AsyncResult<R>(
        detail::submit_call<Across, R>(live(), options, std::forward<F>(target), std::forward<Args>(arguments)...));
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
  /// The same without waiting.
  template <class F, class Range>
  auto map_async(F target, Range&& inputs, const MapOptions& options = {}) const {
    return detail::submit_map<Across, false>(live(), target, detail::Input<Range>(std::forward<Range>(inputs)),
                                             options);
  }

  /// As map, with the members of each item, a tuple or pair, as arguments.
  ///
  /// Promises POOL-STARMAP
  template <class F, class Range>
  auto starmap(F target, Range&& inputs, const MapOptions& options = {}) const {
    return starmap_async(std::move(target), std::forward<Range>(inputs), options).get();
  }
  /// The same without waiting.
  template <class F, class Range>
  auto starmap_async(F target, Range&& inputs, const MapOptions& options = {}) const {
    return detail::submit_map<Across, true>(live(), target, detail::Input<Range>(std::forward<Range>(inputs)), options);
  }

  /// As map, one result at a time. The range is read as the results are asked for: one that was given as an lvalue must
  /// stay as long, unless it knows its size and `read_ahead` is not given, since then it is read at once.
  ///
  /// Promises POOL-IMAP-ORDER, POOL-IMAP-UNORDERED, POOL-IMAP-LAZY, POOL-IMAP-INPUT-ERROR
  /// Differs  Python reads all of its input at once, in a thread, however fast the results are asked for.
  template <class F, class Range>
  auto imap(F target, Range&& inputs, const MapOptions& options = {}) const {
    return detail::submit_imap<Across, false>(live(), target, detail::Input<Range>(std::forward<Range>(inputs)),
                                              options, true);
  }
  /// The same in the order in which the results come.
  template <class F, class Range>
  auto imap_unordered(F target, Range&& inputs, const MapOptions& options = {}) const {
    return detail::submit_imap<Across, false>(live(), target, detail::Input<Range>(std::forward<Range>(inputs)),
                                              options, false);
  }

 protected:
  using PoolLife::PoolLife;  ///< for the pools that derive from it
};

}  // namespace multiprocessing
