// SPDX-License-Identifier: BSL-1.0
// Event among threads.
#include "multiprocessing/dummy/event.hpp"

#include <cstdint>

#include "thread_name.hpp"
#include "wake_on_stop.hpp"

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

bool Event::wait(StopToken stop, Timeout timeout) {
  auto& state = *detail::live(state_, "Event");
  const auto until = detail::deadline_after(timeout);
  const auto waking = detail::wake_on_stop(state.monitor, stop);
  detail::Visit visit(state.monitor);
  const auto before = state.times_set;
  const auto was_set = [&] { return state.set || state.times_set != before; };
  visit.wait(until, [&] { return was_set() || stop.stop_requested(); });
  return was_set();
}

std::string to_string(const Event& event) {
  return multiprocessing::detail::name_of_object("Event", detail::live(event.state_, "Event").get()) +
         (event.is_set() ? " set>" : " unset>");
}

}  // namespace multiprocessing::dummy
