// SPDX-License-Identifier: BSL-1.0
// A mutex and its condition, and what becomes of them in a forked child.
#include "multiprocessing/monitor.hpp"

#include <condition_variable>

#include "fork_aware.hpp"
#include "multiprocessing/errors.hpp"
#include "platform/clock.hpp"

namespace multiprocessing::detail {

Deadline deadline_after(const Timeout& timeout) { return platform::deadline_after(timeout); }

struct Monitor::Local final : ForkAware {
  Local() { follow_forks(); }
  ~Local() override { ignore_forks(); }
  void after_fork_in_child() noexcept override {
    abandon(mutex);
    abandon(changed);
    foreign = true;
  }

  std::mutex mutex;
  std::condition_variable changed;
  bool foreign = false;  // made by a parent of this process
};

Monitor::Monitor() : local_(std::make_unique<Local>()) {}
Monitor::~Monitor() = default;

void Monitor::lock() { local_->mutex.lock(); }
void Monitor::unlock() { local_->mutex.unlock(); }
void Monitor::notify_all() noexcept { local_->changed.notify_all(); }

bool Monitor::wait_for_change(Guard& guard, const Deadline& until) {
  if (local_->foreign) {
    throw AssertionError("this belongs to the process that forked this one: nothing will ever come of it here");
  }
  (void)guard;  // the caller shows that it holds the mutex
  std::unique_lock inner(local_->mutex, std::adopt_lock);
  bool in_time = true;
  if (until) {
    in_time = local_->changed.wait_until(inner, *until) == std::cv_status::no_timeout;
  } else {
    local_->changed.wait(inner);
  }
  (void)inner.release();
  return in_time;
}

}  // namespace multiprocessing::detail
