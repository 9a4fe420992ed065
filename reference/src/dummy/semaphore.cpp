// SPDX-License-Identifier: BSL-1.0
// Semaphore among threads.
#include "multiprocessing/dummy/semaphore.hpp"

#include "multiprocessing/errors.hpp"
#include "wake_on_stop.hpp"

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

bool Semaphore::acquire(StopToken stop, Timeout timeout) {
  auto& state = *detail::live(state_, "Semaphore");
  const auto until = detail::deadline_after(timeout);
  const auto waking = detail::wake_on_stop(state.monitor, stop);
  detail::Visit visit(state.monitor);
  visit.wait(until, [&] { return state.value > 0 || stop.stop_requested(); });
  if (state.value == 0) return false;
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

std::string to_string(const Semaphore& semaphore) {
  auto& state = *detail::live(semaphore.state_, "Semaphore");
  const auto value = std::to_string(semaphore.get_value());
  if (state.maximum == Semaphore::unbounded) return "<Semaphore(value=" + value + ")>";
  return "<BoundedSemaphore(value=" + value + ", maxvalue=" + std::to_string(state.maximum) + ")>";
}

}  // namespace multiprocessing::dummy
