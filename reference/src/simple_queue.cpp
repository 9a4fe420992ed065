// SPDX-License-Identifier: BSL-1.0
// SimpleQueue: a message pipe, and nothing between it and the caller.
#include "multiprocessing/simple_queue.hpp"

#include "message_pipe.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {

struct SimpleQueueState {
  explicit SimpleQueueState(std::unique_ptr<MessagePipe> made) : pipe(std::move(made)) {}
  void save(OutputArchive& archive, HandOff& hand_off) const { pipe->save(archive, hand_off); }
  static std::shared_ptr<SimpleQueueState> load(InputArchive& archive, TakeOver& taken) {
    return std::make_shared<SimpleQueueState>(MessagePipe::load(archive, taken));
  }

  std::unique_ptr<MessagePipe> pipe;
};

SimpleQueueBase::SimpleQueueBase() {
  if (!loading()) state_ = std::make_shared<SimpleQueueState>(MessagePipe::make());
}

bool SimpleQueueBase::empty() const { return !live(state_, "SimpleQueue")->pipe->ready(); }

void SimpleQueueBase::close() {
  auto& pipe = *live(state_, "SimpleQueue")->pipe;
  pipe.close_reader();
  pipe.close_writer();
}

void SimpleQueueBase::put_bytes(const Bytes& message) { live(state_, "SimpleQueue")->pipe->write(message); }
Bytes SimpleQueueBase::get_bytes() { return *live(state_, "SimpleQueue")->pipe->read(std::nullopt).message; }

void SimpleQueueBase::save(OutputArchive& archive) const {
  save_object(archive, "a SimpleQueue", live(state_, "SimpleQueue"));
}
void SimpleQueueBase::load(InputArchive& archive) { state_ = load_object<SimpleQueueState>(archive, "a SimpleQueue"); }

}  // namespace multiprocessing::detail
