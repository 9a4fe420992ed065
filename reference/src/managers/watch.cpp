// SPDX-License-Identifier: BSL-1.0
// One thread that waits for the ends of all connections whose calls wait.
#include "watch.hpp"

#include <vector>

#include "library_thread.hpp"
#include "multiprocessing/wait.hpp"

namespace multiprocessing::detail {

struct Watch::State {
  struct Watched {
    std::shared_ptr<dummy::detail::Interruption> interruption;
    Connection connection;
    std::uint64_t serial = 0;
  };

  std::mutex mutex;  // guards what follows
  std::map<const dummy::detail::Interruption*, Watched> watched;
  std::uint64_t last_serial = 0;
  bool running = false;
  bool woken = false;
  Connection wake_reader;
  Connection wake_writer;

  void wake() {
    if (woken) return;
    woken = true;
    wake_writer.send_bytes({});
  }

  /// False if its call has been answered: what can be received is the next one then. Otherwise it is forgotten.
  bool still_waits(const Watched& each) {
    const std::lock_guard guard(mutex);
    const auto found = watched.find(each.interruption.get());
    if (found == watched.end() || found->second.serial != each.serial) return false;
    watched.erase(found);
    return true;
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
        if (still_waits(gone)) gone.interruption->request();
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
    start_library_thread([kept = state_] { kept->run(); });
  }
  const auto* key = interruption.get();
  if (state.watched.try_emplace(key, State::Watched{std::move(interruption), connection, ++state.last_serial}).second)
    state.wake();
}

void Watch::end(const dummy::detail::Interruption* interruption) {
  const std::lock_guard guard(state_->mutex);
  if (state_->watched.erase(interruption) > 0) state_->wake();
}

}  // namespace multiprocessing::detail
