// SPDX-License-Identifier: BSL-1.0
// Event: one word, half counter and half flag, that waiters sleep on. There is no lock that a killed process could
// keep, and nobody waits for a waiter.
#include "multiprocessing/event.hpp"

#include <atomic>

#include "on_stop.hpp"
#include "platform/wait_on_address.hpp"
#include "raise.hpp"
#include "shared_block.hpp"
#include "thread_name.hpp"

namespace multiprocessing {
namespace detail {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t flag_bit = 1;
constexpr auto glance = 100ms;  // a setter that is killed between the store and the wake-up costs the waiters this much

}  // namespace

struct EventState {
  EventState(Shared<platform::wait_memory> shared, std::unique_ptr<platform::address_wait> by)
      : memory(std::move(shared)), waiting(std::move(by)) {}

  static std::shared_ptr<EventState> make() {
    auto memory = Shared<platform::wait_memory>::make();
    auto waiting = checked(platform::make_address_wait(*memory));
    return std::make_shared<EventState>(std::move(memory), std::move(waiting));
  }
  void save(OutputArchive& archive, HandOff& hand_off) const {
    memory.save(archive, hand_off);
    save_wait_transfer(archive, hand_off, waiting->transfer());
  }
  static std::shared_ptr<EventState> load(InputArchive& archive, TakeOver& taken) {
    auto memory = Shared<platform::wait_memory>::load(archive, taken);
    auto waiting = checked(platform::attach_address_wait(load_wait_transfer(archive), *memory));
    return std::make_shared<EventState>(std::move(memory), std::move(waiting));
  }

  /// Bit 0: the flag; above it: how often it has been set.
  [[nodiscard]] std::atomic<std::uint32_t>& word() const { return memory->word; }

  Shared<platform::wait_memory> memory;
  std::unique_ptr<platform::address_wait> waiting;
};

}  // namespace detail

using detail::flag_bit;
using detail::live;

Event::Event() {
  if (!detail::loading()) state_ = detail::EventState::make();
}

bool Event::is_set() const { return (live(state_, "Event")->word().load() & flag_bit) != 0; }

void Event::set() {
  auto& state = *live(state_, "Event");
  auto seen = state.word().load();
  do {
    if ((seen & flag_bit) != 0) break;
  } while (!state.word().compare_exchange_weak(seen, (seen + 2) | flag_bit));
  // Also if it was set already: whoever set it may have been killed before this call.
  state.waiting->wake_all();
}

void Event::clear() { live(state_, "Event")->word().fetch_and(~flag_bit); }

bool Event::wait(Timeout timeout) { return wait(StopToken(), timeout); }

bool Event::wait(StopToken stop, Timeout timeout) {
  auto& state = *live(state_, "Event");
  const auto until = platform::deadline_after(timeout);
  const auto before = state.word().load();
  if ((before & flag_bit) != 0) return true;
  const detail::OnStop waking(stop, [&state] { state.waiting->wake_all(); });
  for (;;) {
    // Any change means that it was set meanwhile, even if it has been cleared again.
    if (state.word().load() != before) return true;
    if (platform::passed(until) || stop.stop_requested()) return false;
    detail::checked(state.waiting->wait(before, platform::slice_of(until, detail::glance)));
  }
}

std::string to_string(const Event& event) {
  return detail::name_of_object("Event", live(event.state_, "Event").get()) + (event.is_set() ? " set>" : " unset>");
}

void Event::save(detail::OutputArchive& archive) const {
  detail::save_object(archive, "an Event", live(state_, "Event"));
}
void Event::load(detail::InputArchive& archive) {
  state_ = detail::load_object<detail::EventState>(archive, "an Event");
}

}  // namespace multiprocessing
