// SPDX-License-Identifier: BSL-1.0
// Barrier: the passes, with an action and a timeout of this process.
#include "multiprocessing/barrier.hpp"

#include "barrier_rounds.hpp"
#include "raise.hpp"
#include "thread_name.hpp"

namespace multiprocessing {
namespace detail {

struct BarrierState {
  BarrierState(BarrierRounds made, std::shared_ptr<BarrierAction> in_each_pass, Timeout patience)
      : rounds(std::move(made)), action(std::move(in_each_pass)), timeout(patience) {}

  void save(OutputArchive& archive, HandOff& hand_off) const {
    archive(timeout, action != nullptr);
    if (action) action->save(archive);  // first: what it holds forgets what others have said of names
    rounds.save(archive, hand_off);
  }
  static std::shared_ptr<BarrierState> load(InputArchive& archive, TakeOver& taken) {
    Timeout timeout;
    bool has_action = false;
    archive(timeout, has_action);
    std::shared_ptr<BarrierAction> action;
    if (has_action) action = reinterpret_cast<BarrierActionLoader>(load_code(archive))(archive);
    return std::make_shared<BarrierState>(BarrierRounds::load(archive, taken), std::move(action), timeout);
  }

  BarrierRounds rounds;
  std::shared_ptr<BarrierAction> action;
  Timeout timeout;
};

}  // namespace detail

using detail::live;

Barrier::Barrier(std::uint32_t parties, std::shared_ptr<detail::BarrierAction> action, Timeout timeout) {
  if (parties == 0 || parties > max_parties) {
    throw ValueError("a barrier has from 1 to " + std::to_string(max_parties) + " parties, not " +
                     std::to_string(parties));
  }
  state_ = std::make_shared<detail::BarrierState>(detail::BarrierRounds::make(parties), std::move(action), timeout);
}

std::size_t Barrier::wait(Timeout timeout) { return wait(StopToken(), timeout); }

std::size_t Barrier::wait(StopToken stop, Timeout timeout) {
  auto& state = *live(state_, "Barrier");
  std::function<void()> action;
  if (state.action) action = [&state] { state.action->run(); };
  return state.rounds.wait(action, platform::deadline_after(timeout ? timeout : state.timeout), stop);
}

void Barrier::reset() { live(state_, "Barrier")->rounds.reset(); }
void Barrier::abort() { live(state_, "Barrier")->rounds.abort(); }
std::uint32_t Barrier::parties() const { return live(state_, "Barrier")->rounds.parties(); }
std::size_t Barrier::n_waiting() const { return live(state_, "Barrier")->rounds.waiting(); }
bool Barrier::broken() const { return live(state_, "Barrier")->rounds.broken(); }

std::string to_string(const Barrier& barrier) {
  const auto name = detail::name_of_object("Barrier", live(barrier.state_, "Barrier").get());
  if (barrier.broken()) return name + ": broken>";
  return name + ": waiters=" + std::to_string(barrier.n_waiting()) + "/" + std::to_string(barrier.parties()) + ">";
}

void Barrier::save(detail::OutputArchive& archive) const {
  detail::save_object(archive, "a Barrier", live(state_, "Barrier"));
}
void Barrier::load(detail::InputArchive& archive) {
  state_ = detail::load_object<detail::BarrierState>(archive, "a Barrier");
}

}  // namespace multiprocessing
