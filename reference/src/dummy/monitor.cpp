// SPDX-License-Identifier: BSL-1.0
// What the objects of dummy wait in, and how a wait is ended from outside.
#include "multiprocessing/dummy/monitor.hpp"

#include <string>

#include "multiprocessing/errors.hpp"

namespace multiprocessing::dummy::detail {
namespace {

thread_local Interruption* of_this_thread = nullptr;

}  // namespace

void Interruption::request() {
  const std::lock_guard guard(mutex_);
  requested_ = true;
  if (visited_ == nullptr) return;
  const std::lock_guard visited(*visited_);  // so that it comes before the wait or wakes it, and not in between
  visited_->notify_all();
}

Interruption::Scope::Scope(Interruption& interruption) noexcept { of_this_thread = &interruption; }
Interruption::Scope::~Scope() { of_this_thread = nullptr; }

Visit::Visit(Monitor& monitor, Interruptible interruptible)
    : monitor_(monitor), interruption_(interruptible == Interruptible::yes ? of_this_thread : nullptr) {
  if (interruption_ != nullptr) {
    const std::lock_guard guard(interruption_->mutex_);
    interruption_->visited_ = &monitor_;
  }
  guard_ = Monitor::Guard(monitor_);
}

Visit::~Visit() {
  guard_.unlock();
  if (interruption_ != nullptr) {
    const std::lock_guard guard(interruption_->mutex_);
    interruption_->visited_ = nullptr;
  }
}

bool Visit::wait_for_change(const Deadline& until) {
  if (until && std::chrono::steady_clock::now() >= *until) return false;
  if (interruption_ != nullptr) {
    interruption_->about_to_wait();
    if (interruption_->requested()) throw Interrupted();
  }
  return monitor_.wait_for_change(guard_, until);
}

void refuse_moved(const char* what) { throw ValueError(std::string("this ") + what + " is empty: it was moved from"); }

void refuse_closed(const char* what) {
  throw OSError(std::make_error_code(std::errc::bad_file_descriptor), std::string(what) + " is closed");
}

}  // namespace multiprocessing::dummy::detail
