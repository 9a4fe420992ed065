// SPDX-License-Identifier: BSL-1.0
// SimpleQueue among threads.
#pragma once

#include <utility>

#include "multiprocessing/dummy/queue.hpp"

namespace multiprocessing::dummy {

/// multiprocessing::SimpleQueue, among the threads of this process. Each copy is closed for itself.
///
/// Promises DUMMY-QUEUE
/// Differs  It has no bound: put never waits.
template <class T>
class SimpleQueue {
 public:
  ///@{
  /// As those of multiprocessing::SimpleQueue.
  void put(T item) { open().put(std::move(item)); }
  [[nodiscard]] T get() { return open().get(); }
  [[nodiscard]] bool empty() const {
    if (closed_) detail::refuse_closed("the queue");
    return items_.empty();
  }
  void close() noexcept { closed_ = true; }
  ///@}

 private:
  [[nodiscard]] Queue<T>& open() {
    if (closed_) detail::refuse_closed("the queue");
    return items_;
  }

  Queue<T> items_;
  bool closed_ = false;
};

}  // namespace multiprocessing::dummy
