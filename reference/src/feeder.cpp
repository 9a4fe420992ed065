// SPDX-License-Identifier: BSL-1.0
// The thread that carries what a process has put into a queue to its transport.
#include "feeder.hpp"

#include <set>
#include <vector>

#include "library_thread.hpp"
#include "multiprocessing/errors.hpp"
#include "multiprocessing/log.hpp"
#include "undrained.hpp"

namespace multiprocessing::detail {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 1s;   // without progress, until people are told
constexpr auto glance = 200ms;  // how often a process that cannot end shows whether it gets on

/// The feeders whose threads run. They are kept alive here until everything is sent, even if their queue has gone.
class Running final : public ForkAware {
 public:
  static Running& of_process() {
    static auto& instance = *new Running;
    return instance;
  }
  void add(std::shared_ptr<Feeder> feeder) {
    const std::lock_guard guard(mutex_);
    feeders_.insert(std::move(feeder));
  }
  void remove(const std::shared_ptr<Feeder>& feeder) {
    const std::lock_guard guard(mutex_);
    feeders_.erase(feeder);
  }
  [[nodiscard]] std::vector<std::shared_ptr<Feeder>> all() {
    const std::lock_guard guard(mutex_);
    return {feeders_.begin(), feeders_.end()};
  }
  void after_fork_in_child() noexcept override {
    abandon(mutex_);
    abandon(feeders_);
  }

 private:
  Running() { follow_forks(); }
  std::mutex mutex_;
  std::set<std::shared_ptr<Feeder>> feeders_;
};

}  // namespace

Feeder::Feeder(std::shared_ptr<Transport> transport, std::shared_ptr<QueueLedger> ledger)
    : transport_(std::move(transport)), ledger_(std::move(ledger)), local_(std::make_unique<Local>()) {
  follow_forks();
}

Feeder::~Feeder() { ignore_forks(); }

void Feeder::after_fork_in_child() noexcept {
  // The parent sends what it has put, and its thread is not here.
  (void)local_.release();
  local_ = std::make_unique<Local>();
}

void Feeder::put(Bytes message) {
  auto& local = *local_;
  const std::lock_guard guard(local.mutex);
  local.used = true;
  const bool first = local.messages.empty() && local.in_flight == 0 && !local.finishing;
  if (first && transport_->try_write(message)) return;
  local.bytes += message.size();
  local.messages.push_back(std::move(message));
  if (!local.started) {
    auto self = shared_from_this();
    try {
      Running::of_process().add(self);
      start_library_thread([self] { self->run(); });
    } catch (const std::system_error& error) {
      Running::of_process().remove(self);
      local.bytes -= local.messages.back().size();
      local.messages.pop_back();
      throw OSError(error.code(), "no thread can be started for the queue");
    }
    local.started = true;
  }
  local.changed.notify_all();
}

bool Feeder::used() const {
  const std::lock_guard guard(local_->mutex);
  return local_->used;
}

void Feeder::finish() {
  const std::lock_guard guard(local_->mutex);
  local_->finishing = true;
  if (!local_->started) transport_->close_writer();
  local_->changed.notify_all();
}

void Feeder::join() {
  std::unique_lock guard(local_->mutex);
  local_->changed.wait(guard, [this] { return !local_->started || local_->ended || local_->cancelled; });
}

void Feeder::cancel_join() {
  const std::lock_guard guard(local_->mutex);
  local_->cancelled = true;
  local_->changed.notify_all();
}

void Feeder::run() {
  auto& local = *local_;
  std::unique_lock guard(local.mutex);
  for (;;) {
    local.changed.wait(guard, [&local] { return !local.messages.empty() || local.finishing; });
    if (local.messages.empty()) break;
    const auto message = std::move(local.messages.front());
    local.messages.pop_front();
    local.in_flight = 1;
    guard.unlock();
    bool readers = true;
    try {
      transport_->write(message);
    } catch (const std::exception& error) {
      // Without any reader left there is nobody to tell, and nothing that could be done.
      readers = false;
      const auto* refused = dynamic_cast<const OSError*>(&error);
      if (refused == nullptr || refused->code() != std::errc::broken_pipe) {
        get_logger().error("the queue " + ledger_->name() + " cannot send: " + error.what());
      }
    }
    guard.lock();
    local.in_flight = 0;
    local.bytes -= message.size();
    if (!readers) {
      local.messages.clear();
      local.bytes = 0;
    }
    local.changed.notify_all();
  }
  transport_->close_writer();
  local.ended = true;
  local.changed.notify_all();
  guard.unlock();
  Running::of_process().remove(shared_from_this());
}

void Feeder::flush(const std::string& name) {
  auto& local = *local_;
  std::unique_lock guard(local.mutex);
  const auto done = [&local] {
    return local.cancelled || local.ended || (local.messages.empty() && local.in_flight == 0);
  };
  auto moved = transport_->pieces_written();
  auto since = platform::steady_clock::now();
  for (bool told = false; !done();) {
    const auto items = local.messages.size() + local.in_flight;
    const auto bytes = local.bytes;
    const auto moves = transport_->pieces_written();
    if (moves != std::exchange(moved, moves)) since = platform::steady_clock::now();
    guard.unlock();  // the thread must get on while the ledger is busy
    ledger_->show_flushing(items, bytes);
    if (!told && platform::steady_clock::now() - since >= patience) {
      told = true;
      if (ledger_->first_to_tell()) tell_undrained(name, {{ledger_->name(), items, static_cast<std::size_t>(bytes)}});
    }
    guard.lock();
    local.changed.wait_for(guard, glance, [&] { return done() || local.messages.size() + local.in_flight != items; });
  }
  guard.unlock();
  ledger_->show_flushing(0, 0);
}

void Feeder::flush_all(const std::string& name) {
  for (const auto& feeder : Running::of_process().all()) feeder->flush(name);
}

}  // namespace multiprocessing::detail
