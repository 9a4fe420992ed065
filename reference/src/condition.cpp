// SPDX-License-Identifier: BSL-1.0
// Condition: a lock, and a list of those who wait.
#include "multiprocessing/condition.hpp"

#include <exception>
#include <limits>

#include "lock_state.hpp"
#include "raise.hpp"
#include "waiter_list.hpp"

namespace multiprocessing {
namespace detail {

struct ConditionState {
  ConditionState(std::shared_ptr<LockState> held, WaiterList made) : lock(std::move(held)), waiters(std::move(made)) {}

  void save(OutputArchive& archive, HandOff& hand_off) const {
    save_object(archive, "a Condition", lock);  // first: it forgets what others have said of names
    waiters.save(archive, hand_off);
  }
  static std::shared_ptr<ConditionState> load(InputArchive& archive, TakeOver& taken) {
    auto lock = load_object<LockState>(archive, "a Condition");
    return std::make_shared<ConditionState>(std::move(lock), WaiterList::load(archive, taken));
  }

  void require_held() const {
    if (!lock->held_by_this_thread()) throw AssertionError("this thread does not hold the lock of the condition");
  }

  std::shared_ptr<LockState> lock;
  WaiterList waiters;
};

}  // namespace detail

using detail::live;

Condition::Condition() {
  if (!detail::loading()) *this = Condition(RLock());
}
Condition::Condition(Lock lock) : Condition(live(lock.state_, "Lock")) {}
Condition::Condition(RLock lock) : Condition(live(lock.state_, "RLock")) {}
Condition::Condition(std::shared_ptr<detail::LockState> lock)
    : state_(std::make_shared<detail::ConditionState>(std::move(lock), detail::WaiterList::make())) {}

bool Condition::acquire(Timeout timeout) { return acquire(StopToken(), timeout); }
bool Condition::acquire(StopToken stop, Timeout timeout) {
  return live(state_, "Condition")->lock->acquire(timeout, stop);
}
void Condition::release() { live(state_, "Condition")->lock->release(); }
bool Condition::locked() const { return live(state_, "Condition")->lock->lock.locked(); }
void Condition::recover() { live(state_, "Condition")->lock->lock.recover(); }

bool Condition::wait(Timeout timeout) { return wait(StopToken(), timeout); }

bool Condition::wait(StopToken stop, Timeout timeout) {
  auto& state = *live(state_, "Condition");
  state.require_held();
  const auto until = platform::deadline_after(timeout);
  detail::WaiterList::Entry entry(state.waiters);
  const auto times = state.lock->release_all();
  bool woken = false;
  std::exception_ptr failure;
  try {
    woken = entry.wait(until, stop);
  } catch (...) {
    failure = std::current_exception();
  }
  const bool whole = state.lock->take_again(times);
  if (failure) std::rethrow_exception(failure);
  if (woken) entry.use();
  if (!whole) detail::throw_owner_died();
  return woken;
}

void Condition::notify(std::size_t n) {
  auto& state = *live(state_, "Condition");
  state.require_held();
  state.waiters.notify(n);
}

void Condition::notify_all() { notify(std::numeric_limits<std::size_t>::max()); }

std::string to_string(const Condition& condition) {
  const auto& state = *live(condition.state_, "Condition");
  return "<Condition(" + state.lock->described() + ", " + std::to_string(state.waiters.waiting()) + ")>";
}

void Condition::save(detail::OutputArchive& archive) const {
  detail::save_object(archive, "a Condition", live(state_, "Condition"));
}
void Condition::load(detail::InputArchive& archive) {
  state_ = detail::load_object<detail::ConditionState>(archive, "a Condition");
}

}  // namespace multiprocessing
