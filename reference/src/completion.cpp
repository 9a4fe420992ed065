// SPDX-License-Identifier: BSL-1.0
// Whether the result of a task is there, who waits for it, and who is told.
#include "multiprocessing/completion.hpp"

#include <utility>

#include "callback_thread.hpp"
#include "multiprocessing/async_result.hpp"
#include "multiprocessing/crew.hpp"
#include "multiprocessing/map_result.hpp"

namespace multiprocessing::detail {

bool Completion::ready() const {
  const Monitor::Guard guard(monitor_);
  return ready_;
}

bool Completion::running() const {
  const Monitor::Guard guard(monitor_);
  return running_ && !ready_;
}

bool Completion::wait(const Timeout& timeout) const {
  const auto until = deadline_after(timeout);
  Monitor::Guard guard(monitor_);
  return monitor_.wait(guard, until, [this] { return ready_; });
}

bool Completion::cancelled() const {
  if (!ready() || !error_) return false;
  try {
    std::rethrow_exception(error_);
  } catch (const CancelledError&) {
    return true;
  } catch (...) {
    return false;
  }
}

void Completion::start_running() {
  const Monitor::Guard guard(monitor_);
  running_ = true;
}

void Completion::complete(std::exception_ptr error) {
  std::vector<std::function<void()>> observers;
  std::vector<std::function<void()>> callbacks;
  {
    const Monitor::Guard guard(monitor_);
    error_ = std::move(error);
    ready_ = true;
    observers.swap(observers_);
    callbacks.swap(callbacks_);
    monitor_.notify_all();
  }
  for (const auto& observer : observers) observer();
  if (callbacks.empty()) return;
  const auto crew = crew_.lock();
  for (auto& callback : callbacks) {
    if (crew) {
      crew->post(std::move(callback));
    } else {
      call_guarded(callback);
    }
  }
}

void Completion::observe(std::function<void()> observer) {
  {
    const Monitor::Guard guard(monitor_);
    if (!ready_) {
      observers_.push_back(std::move(observer));
      return;
    }
  }
  observer();
}

void Completion::call_back(std::function<void()> callback) {
  {
    const Monitor::Guard guard(monitor_);
    if (!ready_) {
      callbacks_.push_back(std::move(callback));
      return;
    }
  }
  call_guarded(callback);
}

bool Completion::cancel(Cancel what) const {
  const auto crew = crew_.lock();
  return crew && crew->cancel(this, what);
}

void refuse_empty_result() { throw ValueError("this result is empty: it was moved from"); }
void refuse_unready_result() { throw ValueError("the result is not there yet"); }

void post_progress(const std::weak_ptr<Crew>& crew, const std::function<void(std::size_t, std::size_t)>& progress,
                   std::size_t done, std::size_t of) {
  if (const auto there = crew.lock()) there->post([progress, done, of] { progress(done, of); });
}

}  // namespace multiprocessing::detail
