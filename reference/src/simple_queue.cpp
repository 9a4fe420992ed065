// SPDX-License-Identifier: BSL-1.0
// SimpleQueue: a transport, and nothing between it and the caller.
#include "multiprocessing/simple_queue.hpp"

#include "raise.hpp"
#include "transport.hpp"

namespace multiprocessing::detail {

struct SimpleQueueState {
  explicit SimpleQueueState(std::shared_ptr<Transport> made) : transport(std::move(made)) {}
  void save(OutputArchive& archive, HandOff& hand_off) const { transport->save(archive, hand_off); }
  static std::shared_ptr<SimpleQueueState> load(InputArchive& archive, TakeOver& taken) {
    return std::make_shared<SimpleQueueState>(Transport::load(archive, taken));
  }

  std::shared_ptr<Transport> transport;
};

SimpleQueueBase::SimpleQueueBase(const QueueOptions& options) {
  if (loading()) return;
  if (options.maxsize != 0) throw ValueError("a SimpleQueue has no maxsize");
  state_ = std::make_shared<SimpleQueueState>(Transport::make(options));
}

bool SimpleQueueBase::empty() const { return !live(state_, "SimpleQueue")->transport->ready(); }

void SimpleQueueBase::close() {
  auto& transport = *live(state_, "SimpleQueue")->transport;
  transport.close_reader();
  transport.close_writer();
}

void SimpleQueueBase::put_bytes(const Bytes& message) { live(state_, "SimpleQueue")->transport->write(message); }
Bytes SimpleQueueBase::get_bytes() { return *live(state_, "SimpleQueue")->transport->read(std::nullopt).message; }

void SimpleQueueBase::save(OutputArchive& archive) const {
  save_object(archive, "a SimpleQueue", live(state_, "SimpleQueue"));
}
void SimpleQueueBase::load(InputArchive& archive) { state_ = load_object<SimpleQueueState>(archive, "a SimpleQueue"); }

}  // namespace multiprocessing::detail
