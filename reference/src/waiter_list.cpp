// SPDX-License-Identifier: BSL-1.0
// Who waits for a condition.
#include "waiter_list.hpp"

#include <algorithm>
#include <vector>

#include "on_stop.hpp"
#include "platform/process.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t waiting_bit = 1;
constexpr std::uint64_t woken_bit = 2;
constexpr int ticket_shift = 2;

constexpr auto glance = 100ms;  // how often a waiter looks for what nobody has told it of

constexpr std::uint64_t waiting_state(std::uint64_t ticket) { return ticket << ticket_shift | waiting_bit; }
constexpr std::uint64_t woken_state(std::uint64_t last) { return last << ticket_shift | woken_bit; }
constexpr std::uint64_t ticket_of(std::uint64_t state) { return state >> ticket_shift; }

}  // namespace

WaiterList WaiterList::make() {
  auto memory = Shared<WaiterListMemory>::make();
  auto changes = checked(platform::make_address_wait(memory->changes));
  return {std::move(memory), std::move(changes)};
}

WaiterList WaiterList::load(InputArchive& archive, TakeOver& taken) {
  auto memory = Shared<WaiterListMemory>::load(archive, taken);
  auto changes = checked(platform::attach_address_wait(load_wait_transfer(archive), memory->changes));
  return {std::move(memory), std::move(changes)};
}

void WaiterList::save(OutputArchive& archive, HandOff& hand_off) const {
  memory_.save(archive, hand_off);
  save_wait_transfer(archive, hand_off, changes_->transfer());
}

std::span<WaiterSlot> WaiterList::used() const { return std::span(memory_->slots).first(memory_->used.load()); }

WaiterSlot& WaiterList::enter(std::uint64_t& state) {
  WaiterSlot* slot = claim();
  if (slot == nullptr) {
    for (auto& each : used()) clear_if_dead(each);
    slot = claim();
  }
  if (slot == nullptr) {
    raise_os(std::errc::resource_unavailable_try_again,
             std::to_string(memory_->slots.size()) + " wait for this condition already");
  }
  state = waiting_state(++memory_->tickets);
  slot->state = state;
  return *slot;
}

WaiterSlot* WaiterList::claim() {
  const auto stamp = platform::current_process_stamp();
  for (std::uint32_t index = 0; index < memory_->slots.size(); ++index) {
    WaiterSlot& slot = memory_->slots[index];
    std::uint64_t nobody = 0;
    if (slot.owner.load() != 0 || !slot.owner.compare_exchange_strong(nobody, stamp)) continue;
    auto known = memory_->used.load();
    while (known <= index && !memory_->used.compare_exchange_weak(known, index + 1)) {
    }
    return &slot;
  }
  return nullptr;
}

void WaiterList::leave(WaiterSlot& slot) { clear(slot); }

void WaiterList::clear(WaiterSlot& slot) {
  for (auto state = slot.state.load(); state != 0;) {
    // Passed on before it is taken away: if this process is killed in between, somebody passes it on once more.
    if ((state & woken_bit) != 0) wake(1, ticket_of(state));
    if (slot.state.compare_exchange_strong(state, 0)) break;  // else it has been woken just now
  }
  slot.owner = 0;
}

void WaiterList::clear_if_dead(WaiterSlot& slot) {
  auto owner = slot.owner.load();
  if (owner == 0 || platform::process_alive(owner)) return;
  if (slot.owner.compare_exchange_strong(owner, platform::current_process_stamp())) clear(slot);
}

void WaiterList::announce() {
  ++memory_->changes.word;
  changes_->wake_all();
}

void WaiterList::wake(std::size_t count, std::uint64_t last) {
  struct Candidate {
    std::uint64_t state;
    WaiterSlot* slot;
  };
  std::vector<Candidate> candidates;
  for (auto& slot : used()) {
    const auto state = slot.state.load();
    if ((state & waiting_bit) != 0 && ticket_of(state) <= last) candidates.push_back({state, &slot});
  }
  std::ranges::sort(candidates, {}, &Candidate::state);
  bool any = false;
  for (auto& [state, slot] : candidates) {
    if (count == 0) break;
    // One that dies after this has been given the wake-up; its slot says so, and it is passed on.
    if (!platform::process_alive(slot->owner.load())) continue;
    if (!slot->state.compare_exchange_strong(state, woken_state(last))) continue;  // it has given up
    any = true;
    --count;
  }
  if (any) announce();
}

void WaiterList::notify(std::size_t count) { wake(count, memory_->tickets.load()); }

std::size_t WaiterList::waiting() const {
  return static_cast<std::size_t>(std::ranges::count_if(used(), [](const WaiterSlot& slot) {
    return (slot.state.load() & waiting_bit) != 0 && platform::process_alive(slot.owner.load());
  }));
}

void WaiterList::look_after_woken() {
  for (auto& slot : used()) {
    if ((slot.state.load() & woken_bit) != 0) clear_if_dead(slot);
  }
}

bool WaiterList::Entry::stop_waiting() {
  auto expected = state_;
  return slot_.state.compare_exchange_strong(expected, 0);
}

bool WaiterList::Entry::wait(const platform::deadline& until, const StopToken& stop) {
  const OnStop waking(stop, [this] { list_.announce(); });
  auto next_look = platform::steady_clock::now() + glance;
  for (;;) {
    const auto seen = list_.memory_->changes.word.load();
    if (slot_.state.load() != state_) return true;
    if (platform::passed(until) || stop.stop_requested()) return !stop_waiting();
    checked(list_.changes_->wait(seen, until ? std::min(*until, next_look) : next_look));
    if (platform::passed(next_look)) {
      list_.look_after_woken();
      next_look = platform::steady_clock::now() + glance;
    }
  }
}

}  // namespace multiprocessing::detail
