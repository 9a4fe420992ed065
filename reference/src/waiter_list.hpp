// SPDX-License-Identifier: BSL-1.0
// Who waits for a condition, in order, as slots in shared memory that say whose they are.
//
// A slot goes from waiting to woken by one compare-and-swap, of whoever wakes or of the waiter that gives up, so each
// wake-up reaches one waiter, and that waiter reads of it in its own slot. It keeps the slot until it has got its lock
// back. So when a process is killed, its slots tell what it had been given and had not used: another waiter, who looks
// at the slots of the woken now and then, passes it on. Nobody waits for an answer, and there is no lock.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

#include "multiprocessing/stop_token.hpp"
#include "platform/wait_on_address.hpp"
#include "shared_block.hpp"

namespace multiprocessing::detail {

struct WaiterSlot {
  std::atomic<std::uint64_t> owner;  // the stamp of the process; 0 if the slot is free
  /// 0: nothing. Ticket and waiting_bit: a waiter. Last ticket of that moment and woken_bit: a waiter that was woken.
  /// Tickets grow, so that no slot is ever in the same state twice, and who is slow changes nothing that is new.
  std::atomic<std::uint64_t> state;
};

struct WaiterListMemory {
  platform::wait_memory changes;       // its word grows whenever waiters are to look at their slots
  std::atomic<std::uint64_t> tickets;  // the last that was given out
  std::atomic<std::uint32_t> used;     // slots from here on have never been used
  std::array<WaiterSlot, 512> slots;
};

class WaiterList {
 public:
  static WaiterList make();
  static WaiterList load(InputArchive& archive, TakeOver& taken);
  void save(OutputArchive& archive, HandOff& hand_off) const;

  /// One waiter, from the moment when it has to be found by whoever notifies.
  class Entry {
   public:
    explicit Entry(WaiterList& list) : list_(list), slot_(list.enter(state_)) {}
    ~Entry() { list_.leave(slot_); }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

    /// False if the deadline passed first, or a stop was asked for: nobody can wake it any more then.
    bool wait(const platform::deadline& until, const StopToken& stop);
    /// The wake-up has been used: it is not for anybody else.
    void use() { slot_.state = 0; }

   private:
    bool stop_waiting();

    WaiterList& list_;
    std::uint64_t state_ = 0;
    WaiterSlot& slot_;
  };

  /// Wakes so many of those who wait and live, those first who have waited longest.
  void notify(std::size_t count);
  [[nodiscard]] std::size_t waiting() const;

 private:
  WaiterList(Shared<WaiterListMemory> memory, std::unique_ptr<platform::address_wait> changes)
      : memory_(std::move(memory)), changes_(std::move(changes)) {}

  [[nodiscard]] std::span<WaiterSlot> used() const;
  WaiterSlot& enter(std::uint64_t& state);
  WaiterSlot* claim();
  void leave(WaiterSlot& slot);
  /// Wakes up to `count` of those with a ticket up to `last`.
  void wake(std::size_t count, std::uint64_t last);
  void announce();
  /// Frees a slot of this process, and passes on what it was given and did not use.
  void clear(WaiterSlot& slot);
  /// Clears it if its owner is dead, and nobody else is doing so.
  void clear_if_dead(WaiterSlot& slot);
  void look_after_woken();

  Shared<WaiterListMemory> memory_;
  std::unique_ptr<platform::address_wait> changes_;
};

}  // namespace multiprocessing::detail
