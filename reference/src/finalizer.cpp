// SPDX-License-Identifier: BSL-1.0
// The register of what a process does at its end.
#include "finalizer.hpp"

#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "fork_aware.hpp"
#include "multiprocessing/finalize.hpp"
#include "this_process.hpp"

namespace multiprocessing::detail {

struct Finalizer::State {
  explicit State(std::function<void()> what) : callback(std::move(what)) {}

  [[nodiscard]] bool ours() const noexcept { return generation == fork_generation(); }

  bool run() {
    // In a forked child the mutex may be locked for ever by a thread that is not here.
    if (!ours()) return false;
    const std::lock_guard guard(mutex);
    const auto once = std::exchange(callback, nullptr);
    if (!once) return false;
    once();
    return true;
  }

  const std::uint32_t generation = fork_generation();
  std::recursive_mutex mutex;  // held while it runs; recursive because it may let go of its own owner
  std::function<void()> callback;
};

class FinalizerRegister final : public ForkAware {
 public:
  // A later serial comes first among equals.
  using Key = std::pair<int, std::uint64_t>;
  using State = Finalizer::State;

  static FinalizerRegister& of_process() {
    static auto& instance = *new FinalizerRegister;
    return instance;
  }

  void add(std::shared_ptr<State> state, int priority) {
    const std::lock_guard guard(mutex_);
    entries_.emplace(Key(priority, ++serial_), std::move(state));
  }
  void remove(const std::shared_ptr<State>& state) noexcept {
    const std::lock_guard guard(mutex_);
    std::erase_if(entries_, [&](const auto& entry) { return entry.second == state; });
  }
  std::shared_ptr<State> take_first(std::optional<int> lowest) {
    const std::lock_guard guard(mutex_);
    if (entries_.empty()) return nullptr;
    const auto first = entries_.begin();
    if (lowest && first->first.first < *lowest) return nullptr;
    auto state = std::move(first->second);
    entries_.erase(first);
    return state;
  }
  void after_fork_in_child() noexcept override {
    abandon(mutex_);
    abandon(entries_);
  }

  static void register_at_exit(std::function<void()> callback, int priority) {
    of_process().add(std::make_shared<State>(std::move(callback)), priority);
  }

 private:
  FinalizerRegister() { follow_forks(); }

  std::mutex mutex_;
  std::uint64_t serial_ = 0;
  std::map<Key, std::shared_ptr<State>, std::greater<>> entries_;
};

Finalizer::Finalizer(std::function<void()> callback, std::optional<int> exit_priority)
    : state_(std::make_shared<State>(std::move(callback))) {
  if (!exit_priority) return;
  finish_process_at_exit();
  FinalizerRegister::of_process().add(state_, *exit_priority);
}

Finalizer& Finalizer::operator=(Finalizer&& other) noexcept {
  Finalizer old(std::move(*this));
  state_ = std::move(other.state_);
  return *this;
}

Finalizer::~Finalizer() {
  try {
    (void)run();
  } catch (...) {
    // A destructor has nobody to tell.
  }
}

bool Finalizer::run() {
  if (!state_) return false;
  const auto state = state_;  // it may let go of this object
  FinalizerRegister::of_process().remove(state);
  return state->run();
}

void Finalizer::cancel() noexcept {
  if (!state_) return;
  FinalizerRegister::of_process().remove(state_);
  if (!state_->ours()) return;
  std::function<void()> never_called;
  const std::lock_guard guard(state_->mutex);
  never_called = std::exchange(state_->callback, nullptr);
}

bool Finalizer::still_active() const noexcept {
  if (!state_ || !state_->ours()) return false;
  const std::lock_guard guard(state_->mutex);
  return static_cast<bool>(state_->callback);
}

void run_finalizers(std::optional<int> lowest, const std::function<void(const std::exception&)>& report) {
  while (const auto state = FinalizerRegister::of_process().take_first(lowest)) {
    try {
      (void)state->run();
    } catch (const std::exception& error) {
      report(error);
    } catch (...) {
      report(std::runtime_error("an exception that is no std::exception"));
    }
  }
}

}  // namespace multiprocessing::detail

namespace multiprocessing {

void at_exit(std::function<void()> callback, int priority) {
  detail::finish_process_at_exit();
  detail::FinalizerRegister::register_at_exit(std::move(callback), priority);
}

}  // namespace multiprocessing
