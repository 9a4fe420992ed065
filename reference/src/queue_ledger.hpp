// SPDX-License-Identifier: BSL-1.0
// How many items a queue holds: what each process has put and not sent yet, and what is on its way. The first goes when
// its process is killed, the second is counted by the transport, and no step in between is visible to anybody. Of a
// joinable queue it knows the tasks in the hands of each process, too.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "doorbell.hpp"
#include "multiprocessing/process.hpp"
#include "platform/lock.hpp"
#include "platform/process.hpp"
#include "transport.hpp"

namespace multiprocessing::detail {

/// The account of one process. It is free again when nothing is left to be counted.
struct QueueAccount {
  std::atomic<std::uint64_t> owner;           // its stamp; 0 if the account is free
  std::atomic<std::uint32_t> pending;         // put, and not sent yet
  std::atomic<std::uint32_t> tasks;           // twice those that were got and are not done, plus 1 while it gets one
  std::atomic<std::uint32_t> flushing_items;  // what it still has to send at its end
  std::atomic<std::uint32_t> flushing_moves;  // changes as long as somebody reads
  std::atomic<std::uint32_t> flushing_told;   // whether people have been told of it
  std::atomic<std::uint64_t> flushing_bytes;
};

struct QueueLedgerMemory {
  std::atomic<std::uint32_t> ended;            // 1: nothing more is put; 2: nothing more is got
  std::atomic<std::uint32_t> abandoned;        // tasks that were in the hands of processes which have died
  std::atomic<std::uint32_t> used;             // accounts beyond this many have never been used
  DoorbellMemory room;                         // rings when there may be room
  DoorbellMemory finished;                     // rings when there may be nothing unfinished
  alignas(64) platform::lock_memory counting;  // held for a few instructions, by whoever adds up or moves items
  std::array<QueueAccount, 256> accounts;
};

class QueueLedger final : public TransportEvents, public ForkAware {
 public:
  /// What the queue is, and what its items travel through; that must live as long.
  static std::shared_ptr<QueueLedger> make(Transport& transport, std::string name, bool joinable);
  static std::shared_ptr<QueueLedger> load(Transport& transport, InputArchive& archive, TakeOver& taken);
  void save(OutputArchive& archive, HandOff& hand_off) const;
  ~QueueLedger() override;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] bool joinable() const noexcept { return joinable_; }

  /// This process will send an item. False if there was no room until the deadline, ShutDown if there will be none. No
  /// bound if `maxsize` is 0.
  bool reserve(std::size_t maxsize, const platform::deadline& until);
  /// It will not after all.
  void unreserve();
  [[nodiscard]] std::size_t items();

  void shut_down(bool immediate);
  [[nodiscard]] bool shut_down() const noexcept { return memory_->ended != 0; }
  bool ended() override;

  /// Before a get from a joinable queue. False if too many other processes have tasks until the deadline.
  bool prepare_for_task(const platform::deadline& until);
  /// ValueError if nobody has a task.
  void task_done();
  /// True if nothing is unfinished, false if the deadline passed first; TasksAbandonedError if it will never be.
  bool join(const platform::deadline& until);
  [[nodiscard]] std::size_t unfinished();
  /// Tasks that were got by a process which has died since.
  [[nodiscard]] std::size_t abandoned();
  /// Forgets them; says how many they were.
  std::size_t recover();

  /// This process ends, and still holds that much. Zeros take it back.
  void show_flushing(std::size_t items, std::uint64_t bytes);
  /// Whether nobody has told people yet that this process cannot end.
  bool first_to_tell();
  struct Flush {
    Flushing what;
    std::uint32_t moves;
    bool operator==(const Flush&) const = default;
  };
  /// What that process still has to send into any queue that this process knows.
  static std::vector<Flush> flushed_by(platform::process_id process);
  static bool first_to_tell_of(platform::process_id process);

  std::optional<std::uint32_t> begin(std::atomic<std::uint32_t>& begun) override;
  void taking() noexcept override;
  void taken(bool whole) noexcept override;
  void room() override;
  void after_fork_in_child() noexcept override;

 private:
  QueueLedger(Transport& transport, std::string name, bool joinable, Shared<QueueLedgerMemory> memory,
              std::unique_ptr<platform::lock> counting, Doorbell room, Doorbell finished);
  [[nodiscard]] std::span<QueueAccount> accounts() const noexcept;
  [[nodiscard]] QueueAccount* known_account() const noexcept;
  QueueAccount* open_account();
  void close_if_idle(QueueAccount& account) const noexcept;
  void forget_pending() const noexcept;
  [[nodiscard]] std::size_t count_items() const;
  [[nodiscard]] std::size_t count_unfinished() const;
  void settle_dead();

  Transport& transport_;
  const std::string name_;
  const bool joinable_;  // accounts are kept then, since a reader cannot wait for one in the middle of a get
  Shared<QueueLedgerMemory> memory_;
  std::unique_ptr<platform::lock> counting_;
  Doorbell room_;
  Doorbell finished_;
  std::atomic<QueueAccount*> account_{nullptr};
};

}  // namespace multiprocessing::detail
