// SPDX-License-Identifier: BSL-1.0
// Event among threads.
#include "multiprocessing/dummy/event.hpp"

#include <cstdint>

namespace multiprocessing::dummy {

struct Event::State {
  detail::Monitor monitor;
  bool set = false;
  std::uint64_t times_set = 0;  // so that a set wakes who waits, even if a clear comes at once
};

Event::Event() : state_(std::make_shared<State>()) {}

bool Event::is_set() const {
  auto& state = *detail::live(state_, "Event");
  const detail::Visit visit(state.monitor);
  return state.set;
}

void Event::set() {
  auto& state = *detail::live(state_, "Event");
  detail::Visit visit(state.monitor);
  state.set = true;
  ++state.times_set;
  visit.tell_all();
}

void Event::clear() {
  auto& state = *detail::live(state_, "Event");
  const detail::Visit visit(state.monitor);
  state.set = false;
}

bool Event::wait(Timeout timeout) {
  auto& state = *detail::live(state_, "Event");
  const auto until = detail::deadline_after(timeout);
  detail::Visit visit(state.monitor);
  const auto before = state.times_set;
  return visit.wait(until, [&] { return state.set || state.times_set != before; });
}

}  // namespace multiprocessing::dummy
