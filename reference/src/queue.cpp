// SPDX-License-Identifier: BSL-1.0
// Queue: a message pipe with a feeder in each process that puts, a bound, and a count.
#include "multiprocessing/queue.hpp"

#include <atomic>
#include <limits>

#include "feeder.hpp"
#include "message_pipe.hpp"
#include "queue_ledger.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {

/// What all copies of a queue in one process share.
struct QueueState {
  QueueState(std::size_t bound, std::shared_ptr<MessagePipe> made, std::shared_ptr<QueueLedger> counts)
      : maxsize(bound), pipe(std::move(made)), ledger(std::move(counts)), feeder(std::make_shared<Feeder>(pipe)) {
    pipe->set_hooks({.begin = [kept = ledger](auto& begun) { return kept->move_to(begun); },
                     .taken = [kept = ledger] { kept->tell_of_room(); }});
  }
  QueueState(const QueueState&) = delete;
  QueueState& operator=(const QueueState&) = delete;
  // What has been put is still sent: the feeder lives on until then.
  ~QueueState() {
    if (feeder->started()) feeder->finish();
  }

  void save(OutputArchive& archive, HandOff& hand_off) const {
    if (closed) throw ValueError("the queue is closed and cannot be passed to a process");
    archive(static_cast<std::uint64_t>(maxsize));
    pipe->save(archive, hand_off);
    ledger->save(archive, hand_off);
  }
  static std::shared_ptr<QueueState> load(InputArchive& archive, TakeOver& taken) {
    std::uint64_t maxsize = 0;
    archive(maxsize);
    std::shared_ptr<MessagePipe> pipe = MessagePipe::load(archive, taken);
    return std::make_shared<QueueState>(maxsize, std::move(pipe), QueueLedger::load(archive, taken));
  }

  std::size_t maxsize;  // 0: no bound
  std::shared_ptr<MessagePipe> pipe;
  std::shared_ptr<QueueLedger> ledger;
  std::shared_ptr<Feeder> feeder;
  std::atomic<bool> closed{false};
};

QueueBase::QueueBase(std::size_t maxsize) {
  if (loading()) return;
  if (maxsize > std::numeric_limits<std::int32_t>::max()) throw ValueError("the maxsize of the queue is too large");
  std::shared_ptr<MessagePipe> pipe = MessagePipe::make();
  state_ = std::make_shared<QueueState>(maxsize, std::move(pipe), QueueLedger::make());
}

bool QueueBase::put_bytes(Bytes message, const Timeout& timeout) {
  auto& state = *live(state_, "Queue");
  if (state.closed) throw ValueError("the queue is closed");
  if (!state.ledger->reserve(state.maxsize, *state.pipe, platform::deadline_after(timeout))) return false;
  try {
    if (state.closed) throw ValueError("the queue is closed");
    state.feeder->put(std::move(message));
  } catch (...) {
    state.ledger->unreserve();
    state.ledger->tell_of_room();
    throw;
  }
  return true;
}

std::optional<Bytes> QueueBase::get_bytes(const Timeout& timeout) {
  auto& state = *live(state_, "Queue");
  if (state.closed) throw ValueError("the queue is closed");
  return state.pipe->read(platform::deadline_after(timeout)).message;
}

std::size_t QueueBase::qsize() const {
  const auto& state = *live(state_, "Queue");
  return state.ledger->items(*state.pipe);
}

bool QueueBase::empty() const {
  const auto& state = *live(state_, "Queue");
  if (state.pipe->reader_closed()) raise_os(std::errc::bad_file_descriptor, "the queue is closed");
  return !state.pipe->ready();
}

bool QueueBase::full() const {
  const auto& state = *live(state_, "Queue");
  return state.maxsize != 0 && state.ledger->items(*state.pipe) >= state.maxsize;
}

void QueueBase::close() {
  auto& state = *live(state_, "Queue");
  if (state.closed.exchange(true)) return;
  // As in CPython, a queue that this process has never put into stays as it is: empty() still answers.
  if (!state.feeder->started()) return;
  state.pipe->close_reader();
  state.feeder->finish();
}

void QueueBase::join_thread() {
  auto& state = *live(state_, "Queue");
  if (!state.closed) throw AssertionError("join_thread is called before close");
  state.feeder->join();
}

void QueueBase::cancel_join_thread() { live(state_, "Queue")->feeder->cancel_join(); }

void QueueBase::save(OutputArchive& archive) const { save_object(archive, "a Queue", live(state_, "Queue")); }
void QueueBase::load(InputArchive& archive) { state_ = load_object<QueueState>(archive, "a Queue"); }

}  // namespace multiprocessing::detail
