// SPDX-License-Identifier: BSL-1.0
// The passes of a barrier.
#include "barrier_rounds.hpp"

#include <algorithm>

#include "on_stop.hpp"
#include "platform/process.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

using namespace std::chrono_literals;

// Of a slot.
constexpr std::uint64_t slot_waits = 1;
constexpr std::uint64_t slot_passed = 2;
constexpr std::uint64_t slot_failed = 3;
// Of the round word.
constexpr std::uint64_t broken_bit = 1;
constexpr std::uint64_t passed_before_bit = 2;
// Of both, above these: the number of the pass.
constexpr int pass_shift = 2;

constexpr auto glance = 100ms;  // how often a waiter looks for what nobody has told it of

constexpr std::uint64_t in_pass(std::uint64_t pass, std::uint64_t what) { return pass << pass_shift | what; }

std::size_t bytes_for(std::uint32_t parties) {
  // Twice, since those who have been let go may not have left yet when the others come again.
  return sizeof(BarrierMemory) + 2 * std::size_t{parties} * sizeof(BarrierSlot);
}
static_assert(sizeof(BarrierMemory) % alignof(BarrierSlot) == 0);

}  // namespace

class BarrierRounds::Guard {
 public:
  explicit Guard(const BarrierRounds& rounds) : lock_(*rounds.guard_) { (void)checked(lock_.acquire(std::nullopt)); }
  ~Guard() { (void)lock_.release(); }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

 private:
  platform::lock& lock_;
};

/// The place of one party in one pass, given back at the end.
class BarrierRounds::Seat {
 public:
  Seat(BarrierSlot& taken, std::uint64_t in, std::size_t place) : slot(taken), pass(in), index(place) {}
  ~Seat() {
    slot.state = 0;
    slot.owner = 0;
  }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  BarrierSlot& slot;
  const std::uint64_t pass;
  const std::size_t index;
};

BarrierRounds::BarrierRounds(SharedBlock block, std::uint32_t parties, std::unique_ptr<platform::lock> guard,
                             std::unique_ptr<platform::address_wait> changes)
    : block_(std::move(block)), parties_(parties), guard_(std::move(guard)), changes_(std::move(changes)) {}

BarrierRounds BarrierRounds::make(std::uint32_t parties) {
  auto block = SharedBlock::make(bytes_for(parties));
  auto* memory = ::new (block.data()) BarrierMemory();
  auto* slots = reinterpret_cast<BarrierSlot*>(memory + 1);
  for (std::size_t index = 0; index < 2 * std::size_t{parties}; ++index) ::new (slots + index) BarrierSlot();
  memory->round = in_pass(1, 0);
  auto guard = checked(platform::make_lock(memory->guard, platform::lock_releaser::holding_thread));
  auto changes = checked(platform::make_address_wait(memory->changes));
  return {std::move(block), parties, std::move(guard), std::move(changes)};
}

BarrierRounds BarrierRounds::load(InputArchive& archive, TakeOver& taken) {
  auto block = SharedBlock::load(archive, taken);
  auto& memory = *std::launder(static_cast<BarrierMemory*>(block.data()));
  std::uint32_t parties = 0;
  archive(parties);
  auto guard = checked(platform::attach_lock(load_lock_transfer(archive), memory.guard));
  auto changes = checked(platform::attach_address_wait(load_wait_transfer(archive), memory.changes));
  return {std::move(block), parties, std::move(guard), std::move(changes)};
}

void BarrierRounds::save(OutputArchive& archive, HandOff& hand_off) const {
  block_.save(archive, hand_off);
  archive(parties_);
  save_lock_transfer(archive, hand_off, guard_->transfer());
  save_wait_transfer(archive, hand_off, changes_->transfer());
}

BarrierMemory& BarrierRounds::memory() const { return *std::launder(static_cast<BarrierMemory*>(block_.data())); }

std::span<BarrierSlot> BarrierRounds::slots() const {
  return {std::launder(reinterpret_cast<BarrierSlot*>(&memory() + 1)), 2 * std::size_t{parties_}};
}

std::uint64_t BarrierRounds::pass() const { return memory().round.load() >> pass_shift; }
bool BarrierRounds::is_broken() const { return (memory().round.load() & broken_bit) != 0; }

std::size_t BarrierRounds::come(std::uint64_t pass) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(slots(), [&](const auto& slot) { return slot.state.load() == in_pass(pass, slot_waits); }));
}

/// A free slot, or that of a dead party of an earlier pass. Null if all are in use.
BarrierSlot* BarrierRounds::claim(std::uint64_t pass) {
  const auto usable = [&](const BarrierSlot& slot) {
    const auto owner = slot.owner.load();
    return owner == 0 || (slot.state.load() != in_pass(pass, slot_waits) && !platform::process_alive(owner));
  };
  const auto free = std::ranges::find_if(slots(), usable);
  if (free == slots().end()) return nullptr;
  free->owner = platform::current_process_stamp();
  free->state = in_pass(pass, slot_waits);
  return &*free;
}

void BarrierRounds::end_pass(bool passed, bool broken) {
  const auto round = memory().round.load();
  const auto ended = round >> pass_shift;
  // The word tells of one pass back. Who still has to read of an earlier one finds it in its own slot.
  const auto told = in_pass(ended - 1, (round & passed_before_bit) != 0 ? slot_passed : slot_failed);
  for (auto& slot : slots()) {
    auto late = in_pass(ended - 1, slot_waits);
    slot.state.compare_exchange_strong(late, told);
  }
  memory().round = in_pass(ended + 1, (passed ? passed_before_bit : 0) | (broken ? broken_bit : 0));
  ++memory().changes.word;
  changes_->wake_all();
}

/// Breaks the barrier if that pass has not ended yet.
void BarrierRounds::fail(std::uint64_t failed) {
  if (pass() == failed && !is_broken()) end_pass(false, true);
}

void BarrierRounds::fail_if_any_is_dead() {
  const auto now = pass();
  for (const auto& slot : slots()) {
    if (slot.state.load() == in_pass(now, slot_waits) && !platform::process_alive(slot.owner.load())) return fail(now);
  }
}

BarrierRounds::Ending BarrierRounds::ending(const BarrierSlot& slot, std::uint64_t pass) const {
  for (;;) {
    const auto state = slot.state.load();
    if (state == in_pass(pass, slot_passed)) return Ending::passed;
    if (state == in_pass(pass, slot_failed)) return Ending::failed;
    const auto round = memory().round.load();
    if (round >> pass_shift == pass) return Ending::open;
    if (round >> pass_shift == pass + 1) {
      return (round & passed_before_bit) != 0 ? Ending::passed : Ending::failed;
    }
    // Two passes have ended since the slot was read: it tells now.
  }
}

/// One dead waiter is enough to break a pass, and each living one looks after the next, so every dead one is found.
void BarrierRounds::look_for_dead_neighbour(const BarrierSlot& slot, std::uint64_t pass) {
  const auto all = slots();
  const auto own = static_cast<std::size_t>(&slot - all.data());
  for (std::size_t step = 1; step < all.size(); ++step) {
    const auto& next = all[(own + step) % all.size()];
    const auto owner = next.owner.load();
    if (next.state.load() != in_pass(pass, slot_waits)) continue;
    if (owner != 0 && !platform::process_alive(owner)) {
      const Guard guard(*this);
      fail_if_any_is_dead();
    }
    return;
  }
}

void BarrierRounds::wait_for_end(const Seat& seat, platform::deadline until, const StopToken& stop) {
  const OnStop waking(stop, [this] {
    ++memory().changes.word;
    changes_->wake_all();
  });
  bool may_give_up = true;
  for (auto next_look = platform::steady_clock::now();;) {
    const auto seen = memory().changes.word.load();
    const auto end = ending(seat.slot, seat.pass);
    if (end == Ending::passed) return;
    if (end == Ending::failed) throw BrokenBarrierError();
    if (may_give_up && (platform::passed(until) || stop.stop_requested())) {
      const Guard guard(*this);
      may_give_up = come(seat.pass) < parties_;
      if (may_give_up) fail(seat.pass);
      continue;
    }
    if (platform::passed(next_look)) {
      look_for_dead_neighbour(seat.slot, seat.pass);
      next_look = platform::steady_clock::now() + glance;
      continue;
    }
    checked(changes_->wait(seen, may_give_up && until ? std::min(*until, next_look) : next_look));
  }
}

/// By the last that comes, without the guard.
void BarrierRounds::run_action(const Seat& seat, const std::function<void()>& action) {
  try {
    action();
  } catch (...) {
    const Guard guard(*this);
    fail(seat.pass);
    throw;
  }
  const Guard guard(*this);
  if (pass() != seat.pass) throw BrokenBarrierError();
  end_pass(true, false);
}

std::size_t BarrierRounds::wait(const std::function<void()>& action, platform::deadline until, const StopToken& stop) {
  for (;;) {
    std::optional<Seat> seat;
    const auto seen = memory().changes.word.load();
    bool last = false;
    {
      const Guard guard(*this);
      const auto now = pass();
      const auto before = come(now);
      if (before + 1 >= parties_) fail_if_any_is_dead();
      if (is_broken()) throw BrokenBarrierError();
      if (auto* slot = before < parties_ ? claim(now) : nullptr) {
        seat.emplace(*slot, now, before);
        last = before + 1 == parties_;
        if (last && !action) {
          end_pass(true, false);
          return before;
        }
      }
    }
    if (!seat) {  // one too many: the others are still at the action, or have not left yet
      if (stop.stop_requested()) throw BrokenBarrierError();
      checked(changes_->wait(seen, platform::slice_of(std::nullopt, glance)));
      continue;
    }
    if (last) {
      run_action(*seat, action);
      return seat->index;
    }
    try {
      wait_for_end(*seat, until, stop);
    } catch (const BrokenBarrierError&) {
      throw;
    } catch (...) {  // the others would wait for somebody who has left
      const Guard guard(*this);
      fail(seat->pass);
      throw;
    }
    return seat->index;
  }
}

void BarrierRounds::reset() {
  const Guard guard(*this);
  if (is_broken()) {
    memory().round.fetch_and(~broken_bit);
  } else if (come(pass()) > 0) {
    end_pass(false, false);
  }
}

void BarrierRounds::abort() {
  const Guard guard(*this);
  fail(pass());
}

std::size_t BarrierRounds::waiting() {
  const Guard guard(*this);
  fail_if_any_is_dead();
  return come(pass());
}

bool BarrierRounds::broken() {
  const Guard guard(*this);
  fail_if_any_is_dead();
  return is_broken();
}

}  // namespace multiprocessing::detail
