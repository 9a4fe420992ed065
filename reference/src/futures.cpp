// SPDX-License-Identifier: BSL-1.0
// Waiting for several futures.
#include "multiprocessing/futures.hpp"

namespace multiprocessing::detail {

void Arrived::add(std::size_t index, bool failed) {
  const Monitor::Guard guard(monitor_);
  waiting_.push_back(index);
  ++count_;
  failed_ = failed_ || failed;
  monitor_.notify_all();
}

std::optional<std::size_t> Arrived::next(const Deadline& until) {
  Monitor::Guard guard(monitor_);
  if (!monitor_.wait(guard, until, [this] { return !waiting_.empty(); })) return std::nullopt;
  const auto index = waiting_.front();
  waiting_.pop_front();
  return index;
}

void Arrived::wait(ReturnWhen when, std::size_t all, const Deadline& until) {
  Monitor::Guard guard(monitor_);
  (void)monitor_.wait(guard, until, [&] {
    if (count_ == all) return true;
    return (when == ReturnWhen::first_completed && count_ > 0) || (when == ReturnWhen::first_exception && failed_);
  });
}

}  // namespace multiprocessing::detail
