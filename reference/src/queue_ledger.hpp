// SPDX-License-Identifier: BSL-1.0
// How many items a queue holds: what each process has put and not sent yet, and what is in the pipe. The first goes
// when its process is killed, the second is counted by the pipe, and no step in between is visible to anybody.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>

#include "message_pipe.hpp"
#include "platform/lock.hpp"
#include "platform/wait_on_address.hpp"
#include "shared_block.hpp"

namespace multiprocessing::detail {

/// The account of one process that puts.
struct QueueAccount {
  std::atomic<std::uint64_t> owner;    // its stamp; 0 if the account is free
  std::atomic<std::uint32_t> pending;  // put, and not sent yet
};

struct QueueLedgerMemory {
  platform::lock_memory counting;      // held for a few instructions, by whoever adds up or moves items
  platform::wait_memory changes;       // its word grows when there may be room
  std::atomic<std::uint32_t> waiting;  // who wait for room; a hint, since a killed one stays counted
  std::array<QueueAccount, 64> accounts;
  std::atomic<std::uint32_t> others;  // pending items of processes that found no account: these are not settled
};

class QueueLedger {
 public:
  static std::shared_ptr<QueueLedger> make();
  static std::shared_ptr<QueueLedger> load(InputArchive& archive, TakeOver& taken);
  void save(OutputArchive& archive, HandOff& hand_off) const;

  /// This process will send an item. False if there was no room until the deadline. No bound if `maxsize` is 0.
  bool reserve(std::size_t maxsize, MessagePipe& pipe, const platform::deadline& until);
  /// It will not after all.
  void unreserve() { --pending_here(); }
  /// One of its items begins its way through the pipe: counts it there, no longer here.
  std::uint32_t move_to(std::atomic<std::uint32_t>& pipe);
  /// There may be room now.
  void tell_of_room();
  [[nodiscard]] std::size_t items(const MessagePipe& pipe);

 private:
  QueueLedger(Shared<QueueLedgerMemory> memory, std::unique_ptr<platform::lock> counting,
              std::unique_ptr<platform::address_wait> changes);
  std::atomic<std::uint32_t>& pending_here();
  std::size_t add_up(const MessagePipe& pipe);
  void settle_dead();

  Shared<QueueLedgerMemory> memory_;
  std::unique_ptr<platform::lock> counting_;
  std::unique_ptr<platform::address_wait> changes_;
  std::atomic<QueueAccount*> account_{nullptr};
};

}  // namespace multiprocessing::detail
