// SPDX-License-Identifier: BSL-1.0
// A mutex and its condition, among the threads of one process.
#pragma once

#include <memory>
#include <mutex>

#include "multiprocessing/timeout.hpp"

namespace multiprocessing::detail {

/// When to give up. No value means never.
using Deadline = std::optional<std::chrono::steady_clock::time_point>;
[[nodiscard]] Deadline deadline_after(const Timeout& timeout);

/// A forked child finds it free; to wait there for what a thread of the parent would do is an AssertionError.
class Monitor {
 public:
  using Guard = std::unique_lock<Monitor>;

  Monitor();
  ~Monitor();
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

  void lock();
  void unlock();
  void notify_all() noexcept;
  /// Waits until `done()`, at most until the deadline. \returns what it said last.
  template <class Done>
  bool wait(Guard& guard, const Deadline& until, Done done) {
    while (!done()) {
      if (!wait_for_change(guard, until)) return done();
    }
    return true;
  }
  /// Waits for the next notify_all, or a little less. \returns false if the deadline has passed.
  bool wait_for_change(Guard& guard, const Deadline& until);

 private:
  struct Local;
  std::unique_ptr<Local> local_;
};

}  // namespace multiprocessing::detail
