// SPDX-License-Identifier: BSL-1.0
// One thread that waits for the ends of all connections whose calls wait.
#include "watch.hpp"

#include <thread>
#include <vector>

#include "multiprocessing/wait.hpp"

namespace multiprocessing::detail {

struct Watch::State {
  struct Watched {
    std::shared_ptr<dummy::detail::Interruption> interruption;
    Connection connection;
  };

  std::mutex mutex;  // guards what follows
  std::map<const dummy::detail::Interruption*, Watched> watched;
  bool running = false;
  bool woken = false;
  Connection wake_reader;
  Connection wake_writer;

  void wake() {
    if (woken) return;
    woken = true;
    wake_writer.send_bytes({});
  }

  void run() {
    for (;;) {
      std::vector<Watched> now;
      std::vector<Waitable> objects{wake_reader};
      {
        const std::lock_guard guard(mutex);
        if (!running) return;
        for (const auto& [key, each] : watched) now.push_back(each);
      }
      for (const auto& each : now) objects.emplace_back(each.connection);
      for (const auto ready : wait(objects)) {
        if (ready == 0) {
          const std::lock_guard guard(mutex);
          (void)wake_reader.recv_bytes();
          woken = false;
          continue;
        }
        const auto& gone = now[ready - 1];
        {
          const std::lock_guard guard(mutex);
          watched.erase(gone.interruption.get());
        }
        gone.interruption->request();
      }
    }
  }
};

Watch::Watch() : state_(std::make_shared<State>()) {}

Watch::~Watch() {
  const std::lock_guard guard(state_->mutex);
  if (!state_->running) return;
  state_->running = false;
  state_->wake();
}

void Watch::begin(std::shared_ptr<dummy::detail::Interruption> interruption, const Connection& connection) {
  const std::lock_guard guard(state_->mutex);
  auto& state = *state_;
  if (!state.running) {
    std::tie(state.wake_reader, state.wake_writer) = Pipe(false);
    state.running = true;
    std::thread([kept = state_] { kept->run(); }).detach();
  }
  const auto* key = interruption.get();
  if (state.watched.try_emplace(key, State::Watched{std::move(interruption), connection}).second) state.wake();
}

void Watch::end(const dummy::detail::Interruption* interruption) {
  const std::lock_guard guard(state_->mutex);
  if (state_->watched.erase(interruption) > 0) state_->wake();
}

}  // namespace multiprocessing::detail
