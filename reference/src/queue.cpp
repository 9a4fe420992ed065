// SPDX-License-Identifier: BSL-1.0
// Queue and JoinableQueue: a transport with a feeder in each process that puts, and a ledger.
#include <atomic>
#include <limits>

#include "feeder.hpp"
#include "multiprocessing/joinable_queue.hpp"
#include "queue_ledger.hpp"
#include "raise.hpp"
#include "this_process.hpp"
#include "transport.hpp"

namespace multiprocessing::detail {

/// What all copies of a queue in one process share.
struct QueueState {
  QueueState(std::size_t bound, std::shared_ptr<Transport> made, std::shared_ptr<QueueLedger> counts)
      : maxsize(bound),
        transport(std::move(made)),
        ledger(std::move(counts)),
        feeder(std::make_shared<Feeder>(transport, ledger)) {
    transport->set_events(ledger);
  }
  QueueState(const QueueState&) = delete;
  QueueState& operator=(const QueueState&) = delete;
  // What has been put is still sent: the feeder lives on until then.
  ~QueueState() {
    if (feeder->used()) feeder->finish();
  }

  void save(OutputArchive& archive, HandOff& hand_off) const {
    if (closed) throw ValueError("the queue is closed and cannot be passed to a process");
    archive(static_cast<std::uint64_t>(maxsize));
    transport->save(archive, hand_off);
    ledger->save(archive, hand_off);
  }
  static std::shared_ptr<QueueState> load(InputArchive& archive, TakeOver& taken) {
    std::uint64_t maxsize = 0;
    archive(maxsize);
    std::shared_ptr<Transport> transport = Transport::load(archive, taken);
    auto ledger = QueueLedger::load(*transport, archive, taken);
    return std::make_shared<QueueState>(static_cast<std::size_t>(maxsize), std::move(transport), std::move(ledger));
  }

  /// ValueError if this process has closed it.
  void require_open() const {
    if (closed) throw ValueError("the queue is closed");
  }

  std::size_t maxsize;  // 0: no bound
  std::shared_ptr<Transport> transport;
  std::shared_ptr<QueueLedger> ledger;
  std::shared_ptr<Feeder> feeder;
  std::atomic<bool> closed{false};
};

namespace {

/// "Queue-2" in the main process, "Queue-1:2" in its first child.
std::string next_name() {
  static std::atomic<unsigned> made{0};
  auto& process = ThisProcess::get();
  std::string name = "Queue-";
  const std::lock_guard guard(process.mutex);
  for (const auto number : process.identity) name += std::to_string(number) + ":";
  return name + std::to_string(++made);
}

}  // namespace

QueueBase::QueueBase(QueueOptions options, bool joinable) {
  if (loading()) return;
  if (options.maxsize > std::numeric_limits<std::int32_t>::max()) {
    throw ValueError("the maxsize of the queue is too large");
  }
  auto transport = Transport::make(options);
  auto name = options.name.empty() ? next_name() : std::move(options.name);
  auto ledger = QueueLedger::make(*transport, std::move(name), joinable);
  state_ = std::make_shared<QueueState>(options.maxsize, std::move(transport), std::move(ledger));
}

QueueState& QueueBase::state() const { return *live(state_, "Queue"); }

bool QueueBase::put_bytes(Bytes message, const Timeout& timeout) {
  auto& queue = state();
  queue.require_open();
  if (!queue.ledger->reserve(queue.maxsize, platform::deadline_after(timeout))) return false;
  try {
    queue.require_open();
    queue.feeder->put(std::move(message));
  } catch (...) {
    queue.ledger->unreserve();
    throw;
  }
  return true;
}

std::optional<Bytes> QueueBase::get_bytes(const Timeout& timeout) {
  auto& queue = state();
  queue.require_open();
  const auto until = platform::deadline_after(timeout);
  if (queue.ledger->joinable() && !queue.ledger->prepare_for_task(until)) return std::nullopt;
  auto message = queue.transport->read(until).message;
  if (!message && queue.ledger->ended()) throw ShutDown();
  return message;
}

std::string QueueBase::name() const { return state().ledger->name(); }

QueueTransport QueueBase::transport() const { return state().transport->kind(); }

std::size_t QueueBase::qsize() const { return state().ledger->items(); }

bool QueueBase::empty() const {
  auto& queue = state();
  if (queue.transport->reader_closed()) raise_os(std::errc::bad_file_descriptor, "the queue is closed");
  return !queue.transport->ready();
}

bool QueueBase::full() const {
  auto& queue = state();
  return queue.maxsize != 0 && queue.ledger->items() >= queue.maxsize;
}

void QueueBase::close() {
  auto& queue = state();
  if (queue.closed.exchange(true)) return;
  // As in CPython, a queue that this process has never put into stays as it is: empty() still answers.
  if (!queue.feeder->used()) return;
  queue.transport->close_reader();
  queue.feeder->finish();
}

void QueueBase::join_thread() {
  auto& queue = state();
  if (!queue.closed) throw AssertionError("join_thread is called before close");
  queue.feeder->join();
}

void QueueBase::cancel_join_thread() { state().feeder->cancel_join(); }

void QueueBase::shutdown(bool immediate) {
  auto& queue = state();
  queue.require_open();
  queue.ledger->shut_down(immediate);
}

void QueueBase::save(OutputArchive& archive) const { save_object(archive, "a Queue", live(state_, "Queue")); }
void QueueBase::load(InputArchive& archive) { state_ = load_object<QueueState>(archive, "a Queue"); }

void task_done(QueueState& queue) { queue.ledger->task_done(); }
bool join_tasks(QueueState& queue, const Timeout& timeout) {
  return queue.ledger->join(platform::deadline_after(timeout));
}
std::size_t unfinished_tasks(QueueState& queue) { return queue.ledger->unfinished(); }
std::size_t abandoned_tasks(QueueState& queue) { return queue.ledger->abandoned(); }
std::size_t recover_tasks(QueueState& queue) { return queue.ledger->recover(); }

}  // namespace multiprocessing::detail
