// SPDX-License-Identifier: BSL-1.0
// Barrier among threads.
#include "multiprocessing/dummy/barrier.hpp"

#include "multiprocessing/errors.hpp"
#include "thread_name.hpp"
#include "wake_on_stop.hpp"

namespace multiprocessing::dummy {

struct Barrier::State {
  enum class Phase { filling, acting, draining, resetting, broken };

  detail::Monitor monitor;
  Phase phase = Phase::filling;
  std::size_t inside = 0;  // who have come and not gone yet
  std::size_t parties = 0;
  std::function<void()> action;
  Timeout timeout;

  void leave(detail::Visit& visit) {
    --inside;
    if (inside == 0 && (phase == Phase::draining || phase == Phase::resetting)) phase = Phase::filling;
    visit.tell_all();
  }
  void break_up() {
    if (phase != Phase::resetting) phase = Phase::broken;
  }
};

Barrier::Barrier(std::size_t parties, std::function<void()> action, Timeout timeout)
    : state_(std::make_shared<State>()) {
  if (parties == 0) throw ValueError("a barrier needs parties");
  state_->parties = parties;
  state_->action = std::move(action);
  state_->timeout = timeout;
}

std::size_t Barrier::wait(StopToken stop) { return wait(std::move(stop), detail::live(state_, "Barrier")->timeout); }

std::size_t Barrier::wait(StopToken stop, Timeout timeout) {
  using Phase = State::Phase;
  auto& state = *detail::live(state_, "Barrier");
  const auto until = detail::deadline_after(timeout);
  const auto waking = detail::wake_on_stop(state.monitor, stop);
  std::size_t place = 0;
  {
    detail::Visit visit(state.monitor);
    const auto open = [&] { return state.phase == Phase::filling || state.phase == Phase::broken; };
    visit.wait(std::nullopt, [&] { return open() || stop.stop_requested(); });
    // Who gives up before its pass has begun breaks none.
    if (!open() || state.phase == Phase::broken) throw BrokenBarrierError();
    place = state.inside++;
    if (place + 1 == state.parties) {
      state.phase = state.action ? Phase::acting : Phase::draining;
    } else {
      try {
        const auto waited = [&] { return state.phase != Phase::filling && state.phase != Phase::acting; };
        // The time is up for those who have not come, not for what the last one does for all.
        visit.wait(until, [&] { return waited() || stop.stop_requested(); });
        if (state.phase == Phase::acting) visit.wait(std::nullopt, waited);
      } catch (const detail::Interrupted&) {
        state.break_up();
        state.leave(visit);
        throw;
      }
      if (state.phase != Phase::draining) state.break_up();
    }
    if (state.phase != Phase::acting) {
      const bool passed = state.phase == Phase::draining;
      state.leave(visit);
      if (!passed) throw BrokenBarrierError();
      return place;
    }
  }
  std::exception_ptr failure;
  try {
    state.action();
  } catch (...) {
    failure = std::current_exception();
  }
  detail::Visit visit(state.monitor);
  if (state.phase == Phase::acting) state.phase = failure ? Phase::broken : Phase::draining;
  const bool passed = state.phase == Phase::draining;
  state.leave(visit);
  if (failure) std::rethrow_exception(failure);
  if (!passed) throw BrokenBarrierError();
  return place;
}

void Barrier::reset() {
  using Phase = State::Phase;
  auto& state = *detail::live(state_, "Barrier");
  detail::Visit visit(state.monitor);
  if (state.phase == Phase::draining) return;  // everybody is on the way out already
  state.phase = state.inside > 0 ? Phase::resetting : Phase::filling;
  visit.tell_all();
}

void Barrier::abort() {
  auto& state = *detail::live(state_, "Barrier");
  detail::Visit visit(state.monitor);
  state.phase = State::Phase::broken;
  visit.tell_all();
}

std::size_t Barrier::parties() const { return detail::live(state_, "Barrier")->parties; }

std::size_t Barrier::n_waiting() const {
  auto& state = *detail::live(state_, "Barrier");
  const detail::Visit visit(state.monitor);
  return state.phase == State::Phase::filling ? state.inside : 0;
}

std::string to_string(const Barrier& barrier) {
  const auto name = multiprocessing::detail::name_of_object("Barrier", detail::live(barrier.state_, "Barrier").get());
  if (barrier.broken()) return name + ": broken>";
  return name + ": waiters=" + std::to_string(barrier.n_waiting()) + "/" + std::to_string(barrier.parties()) + ">";
}

bool Barrier::broken() const {
  auto& state = *detail::live(state_, "Barrier");
  const detail::Visit visit(state.monitor);
  return state.phase == State::Phase::broken;
}

}  // namespace multiprocessing::dummy
