// SPDX-License-Identifier: BSL-1.0
// How many items a queue holds, and whose they are.
#include "queue_ledger.hpp"

#include <mutex>
#include <set>

#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

using namespace std::chrono_literals;

constexpr auto glance = 100ms;  // how often whoever waits looks for what nobody has told it of
constexpr std::uint32_t no_puts = 1;
constexpr std::uint32_t no_gets = 2;

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

/// The ledgers that this process knows.
class Register final : public ForkAware {
 public:
  static Register& of_process() {
    static auto& instance = *new Register;
    return instance;
  }
  void add(QueueLedger* ledger) {
    const std::lock_guard guard(mutex_);
    ledgers_.insert(ledger);
  }
  void remove(QueueLedger* ledger) {
    const std::lock_guard guard(mutex_);
    ledgers_.erase(ledger);
  }
  template <class Action>
  void for_each(Action&& action) {
    const std::lock_guard guard(mutex_);
    for (auto* ledger : ledgers_) action(*ledger);
  }
  void after_fork_in_child() noexcept override { begin_anew(); }
  /// In a forked child, whoever of the register and the ledgers comes first. The ledgers enter themselves again.
  void begin_anew() noexcept {
    if (generation_ == fork_generation()) return;
    generation_ = fork_generation();
    abandon(mutex_);
    abandon(ledgers_);
  }

 private:
  Register() { follow_forks(); }
  std::mutex mutex_;
  std::set<QueueLedger*> ledgers_;
  std::uint32_t generation_ = fork_generation();
};

}  // namespace

QueueLedger::QueueLedger(Transport& transport, std::string name, bool joinable, Shared<QueueLedgerMemory> memory,
                         std::unique_ptr<platform::lock> counting, Doorbell room, Doorbell finished)
    : transport_(transport),
      name_(std::move(name)),
      joinable_(joinable),
      memory_(std::move(memory)),
      counting_(std::move(counting)),
      room_(std::move(room)),
      finished_(std::move(finished)) {
  Register::of_process().add(this);
  follow_forks();
}

QueueLedger::~QueueLedger() {
  ignore_forks();
  Register::of_process().remove(this);
}

void QueueLedger::after_fork_in_child() noexcept {
  account_ = nullptr;
  Register::of_process().begin_anew();
  Register::of_process().add(this);
}

std::shared_ptr<QueueLedger> QueueLedger::make(Transport& transport, std::string name, bool joinable) {
  auto memory = Shared<QueueLedgerMemory>::make();
  auto counting = checked(platform::make_lock(memory->counting, platform::lock_releaser::holding_thread));
  auto room = Doorbell::make(memory->room);
  auto finished = Doorbell::make(memory->finished);
  return std::shared_ptr<QueueLedger>(new QueueLedger(transport, std::move(name), joinable, std::move(memory),
                                                      std::move(counting), std::move(room), std::move(finished)));
}

std::shared_ptr<QueueLedger> QueueLedger::load(Transport& transport, InputArchive& archive, TakeOver& taken) {
  std::string name;
  bool joinable = false;
  archive(name, joinable);
  auto memory = Shared<QueueLedgerMemory>::load(archive, taken);
  auto counting = checked(platform::attach_lock(load_lock_transfer(archive), memory->counting));
  auto room = Doorbell::load(archive, memory->room);
  auto finished = Doorbell::load(archive, memory->finished);
  return std::shared_ptr<QueueLedger>(new QueueLedger(transport, std::move(name), joinable, std::move(memory),
                                                      std::move(counting), std::move(room), std::move(finished)));
}

void QueueLedger::save(OutputArchive& archive, HandOff& hand_off) const {
  archive(name_, joinable_);
  memory_.save(archive, hand_off);
  save_lock_transfer(archive, hand_off, counting_->transfer());
  room_.save(archive, hand_off);
  finished_.save(archive, hand_off);
}

std::span<QueueAccount> QueueLedger::accounts() const noexcept {
  return std::span(memory_->accounts).first(memory_->used);
}

/// The account of this process, if it has one.
QueueAccount* QueueLedger::known_account() const noexcept {
  auto* const known = account_.load();
  return known != nullptr && known->owner == platform::current_process_stamp() ? known : nullptr;
}

/// With the counting lock: the account of this process, opened if need be. Null if all are taken.
QueueAccount* QueueLedger::open_account() {
  if (auto* const known = known_account()) return known;
  const auto stamp = platform::current_process_stamp();
  const auto open = [&](QueueAccount& account) {
    account.owner = stamp;
    account_ = &account;
    return &account;
  };
  for (const bool settled : {false, true}) {
    if (settled) settle_dead();
    for (auto& account : accounts()) {
      if (account.owner == 0) return open(account);
    }
    if (memory_->used < memory_->accounts.size()) return open(memory_->accounts[memory_->used++]);
  }
  return nullptr;
}

/// With the counting lock.
void QueueLedger::close_if_idle(QueueAccount& account) const noexcept {
  if (!joinable_ && account.pending == 0 && account.flushing_items == 0) account.owner = 0;
}

/// With the counting lock: one item of this process is no longer to be sent.
void QueueLedger::forget_pending() const noexcept {
  auto* const account = known_account();
  if (account == nullptr || account->pending == 0) return;
  --account->pending;
  close_if_idle(*account);
}

/// With the counting lock.
std::size_t QueueLedger::count_items() const {
  if (memory_->ended == no_gets) return 0;  // what is there is thrown away by whoever has it
  std::size_t sum = transport_.on_their_way();
  for (const auto& account : accounts()) sum += account.pending;
  return sum;
}

/// With the counting lock.
std::size_t QueueLedger::count_unfinished() const {
  std::size_t sum = count_items() + memory_->abandoned;
  for (const auto& account : accounts()) sum += account.tasks / 2;
  return sum;
}

/// With the counting lock: what processes that have died had not sent will not be sent, and what they had got will not
/// be done. Whoever is killed in here leaves one of these tasks counted twice rather than not at all.
void QueueLedger::settle_dead() {
  for (auto& account : accounts()) {
    const auto owner = account.owner.load();
    if (owner == 0 || platform::process_alive(owner)) continue;
    account.pending = 0;
    account.flushing_items = 0;
    memory_->abandoned += (account.tasks + 1) / 2;
    account.tasks = 0;
    account.owner = 0;
  }
}

bool QueueLedger::reserve(std::size_t maxsize, const platform::deadline& until) {
  const auto try_once = [&] {
    const Counting counting(*counting_);
    if (shut_down()) throw ShutDown();
    if (maxsize != 0 && count_items() >= maxsize) {
      settle_dead();
      if (count_items() >= maxsize) return false;
    }
    auto* const account = open_account();
    if (account == nullptr) return false;
    ++account->pending;
    return true;
  };
  if (try_once()) return true;
  for (;;) {
    const auto seen = room_.word();
    if (try_once()) return true;
    if (platform::passed(until)) return false;
    room_.wait(seen, platform::slice_of(until, glance));
    if (room_.word() == seen) transport_.look_if_drained();
  }
}

void QueueLedger::unreserve() {
  {
    const Counting counting(*counting_);
    forget_pending();
  }
  room();
}

std::optional<std::uint32_t> QueueLedger::begin(std::atomic<std::uint32_t>& begun) {
  const Counting counting(*counting_);
  forget_pending();
  if (memory_->ended == no_gets) return std::nullopt;
  return ++begun;
}

void QueueLedger::taking() noexcept {
  if (!joinable_) return;
  if (auto* const account = known_account()) ++account->tasks;
}

void QueueLedger::taken(bool whole) noexcept {
  if (!joinable_) return;
  auto* const account = known_account();
  if (account == nullptr) return;
  if (whole) {
    ++account->tasks;
  } else {
    --account->tasks;
  }
}

void QueueLedger::room() {
  room_.ring();
  if (joinable_) finished_.ring();
}

std::size_t QueueLedger::items() {
  if (transport_.on_their_way() != 0) transport_.look_if_drained();
  const Counting counting(*counting_);
  settle_dead();
  return count_items();
}

void QueueLedger::shut_down(bool immediate) {
  const auto wanted = immediate ? no_gets : no_puts;
  auto before = memory_->ended.load();
  while (before < wanted && !memory_->ended.compare_exchange_weak(before, wanted)) {
  }
  transport_.wake_readers();
  if (immediate) transport_.drop_all();
  room();
}

bool QueueLedger::ended() {
  if (!shut_down()) return false;
  if (memory_->ended == no_gets) return true;
  const Counting counting(*counting_);
  settle_dead();
  return count_items() == 0;
}

bool QueueLedger::prepare_for_task(const platform::deadline& until) {
  if (known_account() != nullptr) return true;
  for (;;) {
    const auto seen = room_.word();
    {
      const Counting counting(*counting_);
      if (open_account() != nullptr) return true;
    }
    if (platform::passed(until)) return false;
    room_.wait(seen, platform::slice_of(until, glance));
  }
}

void QueueLedger::task_done() {
  bool all_done = false;
  {
    const Counting counting(*counting_);
    constexpr std::uint32_t one = 2;
    auto* const own = known_account();
    auto* holder = own != nullptr && own->tasks >= one ? own : nullptr;
    for (auto& account : accounts()) {
      if (holder == nullptr && account.tasks >= one) holder = &account;
    }
    if (holder != nullptr) {
      holder->tasks -= one;
    } else if (memory_->abandoned != 0) {
      --memory_->abandoned;  // done by somebody else than the process that got it
    } else {
      throw ValueError("task_done() called too many times");
    }
    all_done = count_unfinished() == 0;
  }
  if (all_done) finished_.ring();
}

bool QueueLedger::join(const platform::deadline& until) {
  for (;;) {
    const auto seen = finished_.word();
    {
      const Counting counting(*counting_);
      settle_dead();
      if (memory_->abandoned != 0) throw TasksAbandonedError(name_, memory_->abandoned);
      if (count_unfinished() == 0) return true;
    }
    if (platform::passed(until)) return false;
    finished_.wait(seen, platform::slice_of(until, glance));
    if (finished_.word() == seen) transport_.look_if_drained();
  }
}

std::size_t QueueLedger::unfinished() {
  if (transport_.on_their_way() != 0) transport_.look_if_drained();
  const Counting counting(*counting_);
  settle_dead();
  return count_unfinished();
}

std::size_t QueueLedger::abandoned() {
  const Counting counting(*counting_);
  settle_dead();
  return memory_->abandoned;
}

std::size_t QueueLedger::recover() {
  std::size_t forgotten = 0;
  {
    const Counting counting(*counting_);
    settle_dead();
    forgotten = memory_->abandoned.exchange(0);
  }
  finished_.ring();
  return forgotten;
}

void QueueLedger::show_flushing(std::size_t items, std::uint64_t bytes) {
  const Counting counting(*counting_);
  auto* const account = items == 0 ? known_account() : open_account();
  if (account == nullptr) return;
  if (account->flushing_items == 0) account->flushing_told = 0;
  account->flushing_moves = transport_.pieces_written();
  account->flushing_bytes = bytes;
  account->flushing_items = static_cast<std::uint32_t>(items);
  close_if_idle(*account);
}

bool QueueLedger::first_to_tell() {
  auto* const account = known_account();
  return account == nullptr || account->flushing_told.exchange(1) == 0;
}

std::vector<QueueLedger::Flush> QueueLedger::flushed_by(platform::process_id process) {
  std::vector<Flush> found;
  Register::of_process().for_each([&](QueueLedger& ledger) {
    for (auto& account : ledger.accounts()) {
      const auto items = account.flushing_items.load();
      if (items == 0 || platform::process_of(account.owner) != process) continue;
      const auto bytes = static_cast<std::size_t>(account.flushing_bytes.load());
      found.push_back({{ledger.name_, items, bytes}, account.flushing_moves});
    }
  });
  return found;
}

bool QueueLedger::first_to_tell_of(platform::process_id process) {
  bool first = true;
  Register::of_process().for_each([&](QueueLedger& ledger) {
    for (auto& account : ledger.accounts()) {
      if (account.flushing_items == 0 || platform::process_of(account.owner) != process) continue;
      first = account.flushing_told.exchange(1) == 0 && first;
    }
  });
  return first;
}

}  // namespace multiprocessing::detail
