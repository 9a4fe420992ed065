// SPDX-License-Identifier: BSL-1.0
// JoinableQueue: a queue of tasks that can be waited for until all are done.
#pragma once

#include "multiprocessing/queue.hpp"

namespace multiprocessing {

namespace detail {
void task_done(QueueState& queue);
[[nodiscard]] bool join_tasks(QueueState& queue, const Timeout& timeout);
[[nodiscard]] std::size_t unfinished_tasks(QueueState& queue);
[[nodiscard]] std::size_t abandoned_tasks(QueueState& queue);
std::size_t recover_tasks(QueueState& queue);
}  // namespace detail

/// A queue whose items are tasks: whoever gets one calls task_done() when it is done. A task is unfinished from its put
/// until then.
///
/// The tasks that a process has got and not done when it ends, killed or not, are abandoned: join() throws
/// TasksAbandonedError as soon as that is seen, since nobody may be left to do them, until recover(). Each killed
/// process adds at most one task too many to their number, that which it was getting, and never one too few. What a
/// killed producer had put and not sent is no longer unfinished.
///
/// Promises JOINABLE-QUEUE-AS-QUEUE, JOINABLE-QUEUE-JOIN, JOINABLE-QUEUE-MANY
/// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.JoinableQueue
/// Differs  The count of tasks cannot overflow. In Python the tasks of a killed process keep join waiting for ever. At
///          most 256 living processes can use one queue; a put or get of one more finds it full or empty.
template <class T>
class JoinableQueue : public Queue<T> {
 public:
  /// As those of Queue.
  explicit JoinableQueue(std::size_t maxsize = 0) : JoinableQueue(Queue<T>::bounded(maxsize)) {}
  /// As those of Queue.
  explicit JoinableQueue(QueueOptions options) : Queue<T>(std::move(options), true) {}

  /// Says that a task which was got is done: one of this process if it has any, else one of another.
  ///
  /// Errors   ValueError if no task has been got that is not done.
  ///
  /// Promises JOINABLE-QUEUE-TASK-DONE-TOO-OFTEN, JOINABLE-QUEUE-TASK-DONE-ELSEWHERE
  /// Differs  Python lets a task be done before it is got.
  void task_done() { detail::task_done(this->state()); }

  /// Waits until no task is unfinished.
  ///
  /// Errors   TasksAbandonedError if a process has died that had got a task and not done it.
  ///
  /// Promises JOINABLE-QUEUE-JOIN, JOINABLE-QUEUE-ABANDONED
  void join() { (void)join(std::nullopt); }
  /// \param timeout  How long. `std::nullopt` waits without limit; zero or less looks once.
  /// \returns        Whether no task is unfinished.
  ///
  /// Promises JOINABLE-QUEUE-JOIN-TIMEOUT
  /// Differs  Python's join takes no timeout.
  [[nodiscard]] bool join(Timeout timeout) { return detail::join_tasks(this->state(), timeout); }

  /// How many tasks are unfinished, the abandoned ones among them.
  ///
  /// Promises JOINABLE-QUEUE-UNFINISHED
  [[nodiscard]] std::size_t unfinished() const { return detail::unfinished_tasks(this->state()); }
  /// How many of them were got by a process that has died since.
  [[nodiscard]] std::size_t abandoned() const { return detail::abandoned_tasks(this->state()); }
  /// Forgets the abandoned tasks, so that join() waits for the others; whoever knows what they were may put them again.
  ///
  /// \returns  How many there were.
  ///
  /// Promises JOINABLE-QUEUE-RECOVER
  std::size_t recover() { return detail::recover_tasks(this->state()); }
};

}  // namespace multiprocessing
