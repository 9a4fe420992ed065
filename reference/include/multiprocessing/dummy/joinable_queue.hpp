// SPDX-License-Identifier: BSL-1.0
// JoinableQueue among threads.
#pragma once

#include "multiprocessing/dummy/queue.hpp"

namespace multiprocessing::dummy {

/// A queue that counts what was put and is not done yet.
///
/// Promises DUMMY-QUEUE-JOINABLE
template <class T>
class JoinableQueue : public Queue<T> {
 public:
  using Queue<T>::Queue;  ///< of the same arguments

  /// Says that what one get returned is done.
  ///
  /// Errors   ValueError if everything that was put is done already.
  void task_done() {
    auto& state = this->live();
    detail::Visit visit(state.monitor);
    if (state.unfinished == 0) throw ValueError("task_done is called more often than items were put");
    if (--state.unfinished == 0) visit.tell_all();
  }
  /// Waits until everything is done.
  void join() { (void)join(std::nullopt); }
  /// The same for at most so long. \returns false if the time ran out first.
  [[nodiscard]] bool join(Timeout timeout) {
    auto& state = this->live();
    const auto until = detail::deadline_after(timeout);
    detail::Visit visit(state.monitor);
    return visit.wait(until, [&] { return state.unfinished == 0; });
  }
  /// How many items were put and are not done.
  [[nodiscard]] std::size_t unfinished() const {
    auto& state = this->live();
    const detail::Visit visit(state.monitor);
    return state.unfinished;
  }
};

}  // namespace multiprocessing::dummy
