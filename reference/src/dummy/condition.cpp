// SPDX-License-Identifier: BSL-1.0
// Condition among threads: each waiter has a ticket, and leaves it behind however its wait ends.
#include "multiprocessing/dummy/condition.hpp"

#include <list>

#include "wake_on_stop.hpp"

namespace multiprocessing::dummy {

struct Condition::State {
  detail::Monitor monitor;
  std::list<bool*> waiting;  // the first has waited longest; true: it has been notified
};

Condition::Condition(const Lock& lock) : lock_(detail::live(lock.held_, "Lock")), state_(std::make_shared<State>()) {}
Condition::Condition(const RLock& lock)
    : lock_(detail::live(lock.held_, "RLock")), recursive_(true), state_(std::make_shared<State>()) {}

bool Condition::acquire(StopToken stop, Timeout timeout) {
  return detail::live(lock_, "Condition")->acquire(stop, timeout);
}

void Condition::release() {
  if (detail::live(lock_, "Condition")->release()) return;
  if (recursive_) throw AssertionError("the condition is released by a thread that does not hold it");
  throw ValueError("the lock is released, but nobody holds it");
}

bool Condition::locked() const { return detail::live(lock_, "Condition")->locked(); }
void Condition::recover() { detail::live(lock_, "Condition")->recover(); }

void Condition::require_lock() const {
  if (!detail::live(lock_, "Condition")->held_here()) {
    throw AssertionError("the lock of the condition must be held");
  }
}

bool Condition::wait_until(const StopToken& stop, const detail::Deadline& until) {
  require_lock();
  auto& state = *state_;
  const auto waking = detail::wake_on_stop(state.monitor, stop);
  bool notified = false;
  std::list<bool*>::iterator place;
  {
    const detail::Visit visit(state.monitor);
    place = state.waiting.insert(state.waiting.end(), &notified);
  }
  const auto depth = lock_->release_all();
  try {
    detail::Visit visit(state.monitor);
    const auto leave = [&] {
      if (!notified) state.waiting.erase(place);
    };
    try {
      visit.wait(until, [&] { return notified || stop.stop_requested(); });
    } catch (const detail::Interrupted&) {
      leave();
      throw;
    }
    leave();
  } catch (const detail::Interrupted&) {
    lock_->acquire_again(depth);
    throw;
  }
  lock_->acquire_again(depth);
  return notified;
}

void Condition::notify(std::size_t n) {
  require_lock();
  detail::Visit visit(state_->monitor);
  for (auto& waiting = state_->waiting; n > 0 && !waiting.empty(); --n) {
    *waiting.front() = true;
    waiting.pop_front();
  }
  visit.tell_all();
}

void Condition::notify_all() { notify(static_cast<std::size_t>(-1)); }

std::string to_string(const Condition& condition) {
  const auto lock = detail::live(condition.lock_, "Condition")->described();
  const detail::Visit visit(condition.state_->monitor);
  return "<Condition(" + lock + ", " + std::to_string(condition.state_->waiting.size()) + ")>";
}

}  // namespace multiprocessing::dummy
