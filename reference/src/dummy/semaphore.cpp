// SPDX-License-Identifier: BSL-1.0
// Semaphore among threads.
#include "multiprocessing/dummy/semaphore.hpp"

#include "multiprocessing/errors.hpp"

namespace multiprocessing::dummy {

struct Semaphore::State {
  detail::Monitor monitor;
  std::uint32_t value;
  std::uint32_t maximum;
};

Semaphore::Semaphore(std::uint32_t value, std::uint32_t maximum) : state_(std::make_shared<State>()) {
  state_->value = value;
  state_->maximum = maximum;
}

bool Semaphore::acquire(Timeout timeout) {
  auto& state = *detail::live(state_, "Semaphore");
  const auto until = detail::deadline_after(timeout);
  detail::Visit visit(state.monitor);
  if (!visit.wait(until, [&] { return state.value > 0; })) return false;
  --state.value;
  return true;
}

void Semaphore::release() {
  auto& state = *detail::live(state_, "Semaphore");
  detail::Visit visit(state.monitor);
  if (state.value == state.maximum) throw ValueError("the semaphore is released more often than it can count");
  ++state.value;
  visit.tell_all();
}

std::uint32_t Semaphore::get_value() const {
  auto& state = *detail::live(state_, "Semaphore");
  const detail::Visit visit(state.monitor);
  return state.value;
}

}  // namespace multiprocessing::dummy
