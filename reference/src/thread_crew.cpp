// SPDX-License-Identifier: BSL-1.0
// Workers that are threads of this process.
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "callback_thread.hpp"
#include "fork_aware.hpp"
#include "multiprocessing/crew.hpp"
#include "platform/thread_end.hpp"

namespace multiprocessing::detail {
namespace {

class ThreadCrew final : public Crew, public ForkAware, public std::enable_shared_from_this<ThreadCrew> {
 public:
  ThreadCrew(std::size_t threads, std::function<void()> initialize)
      : threads_(threads), initialize_(std::move(initialize)) {
    follow_forks();
  }
  ~ThreadCrew() override { ignore_forks(); }

  void begin() {
    try {
      for (std::size_t number = 0; number < threads_; ++number) {
        const std::lock_guard guard(mutex_);
        platform::detach_thread(std::thread([self = shared_from_this()] { self->work(); }));
        ++working_;
      }
    } catch (...) {
      terminate();
      throw;
    }
  }

  void submit(std::vector<std::shared_ptr<Unit>> units) override {
    require_own_process();
    for (const auto& unit : units) {
      if (unit->options.timeout) throw ValueError("a thread cannot be ended: its tasks have no time limit");
    }
    std::exception_ptr failure;
    {
      const std::lock_guard guard(mutex_);
      if (closed_) throw ValueError("the pool takes no more tasks");
      failure = failure_;
      if (!failure) queue_.insert(queue_.end(), units.begin(), units.end());
      changed_.notify_all();
    }
    if (!failure) return;
    for (const auto& unit : units) unit->fail(failure);
  }

  bool cancel(const void* group, Cancel) override {
    require_own_process();
    std::vector<std::shared_ptr<Unit>> cancelled;
    {
      const std::lock_guard guard(mutex_);
      const auto rest =
          std::stable_partition(queue_.begin(), queue_.end(), [&](const auto& unit) { return unit->group != group; });
      cancelled.assign(rest, queue_.end());
      queue_.erase(rest, queue_.end());
    }
    for (const auto& unit : cancelled) unit->fail(std::make_exception_ptr(CancelledError()));
    return !cancelled.empty();
  }

  void post(std::function<void()> callback) override { callbacks_.post(std::move(callback)); }
  [[nodiscard]] std::size_t size() const override { return threads_; }
  [[nodiscard]] bool taking() const override {
    const std::lock_guard guard(mutex_);
    return !closed_;
  }

  void close() override {
    require_own_process();
    const std::lock_guard guard(mutex_);
    closed_ = true;
    changed_.notify_all();
  }
  void terminate() override {
    close();
    fail_queue(std::make_exception_ptr(CancelledError("the pool was terminated")));
    if (!is_own_thread()) wait_for_end();
  }
  void join() override {
    require_own_process();
    if (taking()) throw ValueError("the pool is still running: close or terminate it first");
    if (is_own_thread()) throw AssertionError("a thread of a pool cannot wait for the end of that pool");
    wait_for_end();
  }

  void after_fork_in_child() noexcept override {
    foreign_ = true;
    abandon(mutex_);
    abandon(changed_);
  }

 private:
  void require_own_process() const {
    if (foreign_) throw AssertionError("a pool can only be used by the process that made it");
  }
  [[nodiscard]] bool is_own_thread() const { return this_crew_ == this || callbacks_.is_this_thread(); }

  void fail_queue(const std::exception_ptr& error) {
    std::deque<std::shared_ptr<Unit>> failed;
    {
      const std::lock_guard guard(mutex_);
      failed.swap(queue_);
    }
    for (const auto& unit : failed) unit->fail(error);
  }

  void wait_for_end() {
    {
      std::unique_lock guard(mutex_);
      changed_.wait(guard, [this] { return working_ == 0; });
    }
    callbacks_.finish();
  }

  void work() {
    this_crew_ = this;
    try {
      initialize_();
      while (auto unit = next()) {
        unit->begin();
        unit->run();
      }
    } catch (...) {
      const auto error = std::current_exception();
      {
        const std::lock_guard guard(mutex_);
        if (!failure_) failure_ = error;
      }
      fail_queue(error);
    }
    const std::lock_guard guard(mutex_);
    --working_;
    changed_.notify_all();
  }

  std::shared_ptr<Unit> next() {
    std::unique_lock guard(mutex_);
    changed_.wait(guard, [this] { return !queue_.empty() || closed_; });
    if (queue_.empty()) return nullptr;
    auto unit = std::move(queue_.front());
    queue_.pop_front();
    return unit;
  }

  static thread_local const ThreadCrew* this_crew_;

  const std::size_t threads_;
  const std::function<void()> initialize_;
  CallbackThread callbacks_;
  std::atomic<bool> foreign_ = false;  // in a forked child
  mutable std::mutex mutex_;           // guards what follows
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Unit>> queue_;
  std::exception_ptr failure_;
  std::size_t working_ = 0;
  bool closed_ = false;
};

thread_local const ThreadCrew* ThreadCrew::this_crew_ = nullptr;

}  // namespace

std::shared_ptr<Crew> make_thread_crew(std::size_t threads, std::function<void()> initialize) {
  auto crew = std::make_shared<ThreadCrew>(threads, std::move(initialize));
  crew->begin();
  return crew;
}

}  // namespace multiprocessing::detail
