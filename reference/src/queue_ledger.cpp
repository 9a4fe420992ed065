// SPDX-License-Identifier: BSL-1.0
// How many items a queue holds.
#include "queue_ledger.hpp"

#include "platform/process.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

using namespace std::chrono_literals;

constexpr auto glance = 100ms;  // how often a put that waits looks for places that nobody has told it of

/// What is written under this lock is right after each single store, so the death of a holder needs no repair.
class Counting {
 public:
  explicit Counting(platform::lock& lock) : lock_(lock) { (void)checked(lock_.acquire(std::nullopt)); }
  ~Counting() { (void)lock_.release(); }
  Counting(const Counting&) = delete;
  Counting& operator=(const Counting&) = delete;

 private:
  platform::lock& lock_;
};

class CountedWaiter {
 public:
  explicit CountedWaiter(std::atomic<std::uint32_t>& count) : count_(count) { ++count_; }
  ~CountedWaiter() { --count_; }
  CountedWaiter(const CountedWaiter&) = delete;
  CountedWaiter& operator=(const CountedWaiter&) = delete;

 private:
  std::atomic<std::uint32_t>& count_;
};

}  // namespace

QueueLedger::QueueLedger(Shared<QueueLedgerMemory> memory, std::unique_ptr<platform::lock> counting,
                         std::unique_ptr<platform::address_wait> changes)
    : memory_(std::move(memory)), counting_(std::move(counting)), changes_(std::move(changes)) {}

std::shared_ptr<QueueLedger> QueueLedger::make() {
  auto memory = Shared<QueueLedgerMemory>::make();
  auto counting = checked(platform::make_lock(memory->counting, platform::lock_releaser::holding_thread));
  auto changes = checked(platform::make_address_wait(memory->changes));
  return std::shared_ptr<QueueLedger>(new QueueLedger(std::move(memory), std::move(counting), std::move(changes)));
}

std::shared_ptr<QueueLedger> QueueLedger::load(InputArchive& archive, TakeOver& taken) {
  auto memory = Shared<QueueLedgerMemory>::load(archive, taken);
  auto counting = checked(platform::attach_lock(load_lock_transfer(archive), memory->counting));
  auto changes = checked(platform::attach_address_wait(load_wait_transfer(archive), memory->changes));
  return std::shared_ptr<QueueLedger>(new QueueLedger(std::move(memory), std::move(counting), std::move(changes)));
}

void QueueLedger::save(OutputArchive& archive, HandOff& hand_off) const {
  memory_.save(archive, hand_off);
  save_lock_transfer(archive, hand_off, counting_->transfer());
  save_wait_transfer(archive, hand_off, changes_->transfer());
}

/// Opens an account for this process when it is first needed. A forked child finds its parent's and opens its own.
std::atomic<std::uint32_t>& QueueLedger::pending_here() {
  const auto stamp = platform::current_process_stamp();
  auto* known = account_.load();
  if (known != nullptr && known->owner == stamp) return known->pending;
  for (auto& candidate : memory_->accounts) {
    std::uint64_t nobody = 0;
    if (candidate.owner == stamp || candidate.owner.compare_exchange_strong(nobody, stamp)) {
      account_ = &candidate;
      return candidate.pending;
    }
  }
  return memory_->others;
}

/// With the counting lock.
std::size_t QueueLedger::add_up(const MessagePipe& pipe) {
  std::size_t sum = memory_->others + pipe.on_their_way();
  for (const auto& account : memory_->accounts) sum += account.pending;
  return sum;
}

/// With the counting lock: what processes that have died had not sent will not be sent.
void QueueLedger::settle_dead() {
  for (auto& account : memory_->accounts) {
    const auto owner = account.owner.load();
    if (owner == 0 || platform::process_alive(owner)) continue;
    account.pending = 0;
    account.owner = 0;
  }
}

bool QueueLedger::reserve(std::size_t maxsize, MessagePipe& pipe, const platform::deadline& until) {
  const auto try_once = [&] {
    const Counting counting(*counting_);
    if (maxsize != 0 && add_up(pipe) >= maxsize) {
      settle_dead();
      if (add_up(pipe) >= maxsize) return false;
    }
    ++pending_here();
    return true;
  };
  if (try_once()) return true;
  const CountedWaiter counted(memory_->waiting);
  for (;;) {
    const auto seen = memory_->changes.word.load();
    if (try_once()) return true;
    if (platform::passed(until)) return false;
    checked(changes_->wait(seen, platform::slice_of(until, glance)));
    if (memory_->changes.word == seen) pipe.look_if_drained();
  }
}

std::uint32_t QueueLedger::move_to(std::atomic<std::uint32_t>& pipe) {
  const Counting counting(*counting_);
  --pending_here();
  return ++pipe;
}

void QueueLedger::tell_of_room() {
  if (memory_->waiting == 0) return;
  ++memory_->changes.word;
  changes_->wake_all();
}

std::size_t QueueLedger::items(const MessagePipe& pipe) {
  const Counting counting(*counting_);
  settle_dead();
  return add_up(pipe);
}

}  // namespace multiprocessing::detail
