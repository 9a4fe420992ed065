// SPDX-License-Identifier: BSL-1.0
// The workers of a Pool, with the one thread that gives them tasks, takes their answers, and sees them end. Each has a
// channel of its own and shares nothing with the others: whatever happens to one, the others go on.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "callback_thread.hpp"
#include "finalizer.hpp"
#include "fork_aware.hpp"
#include "platform/channel.hpp"
#include "worker_link.hpp"

namespace multiprocessing::detail {

class ProcessCrewOfPool final : public ProcessCrew,
                                public ForkAware,
                                public std::enable_shared_from_this<ProcessCrewOfPool> {
 public:
  explicit ProcessCrewOfPool(CrewOptions options);
  ~ProcessCrewOfPool() override;
  /// Starts the first workers and the thread. If that fails, those that were started are ended.
  void begin();

  void submit(std::vector<std::shared_ptr<Unit>> units) override;
  bool cancel(const void* group, Cancel what) override;
  void post(std::function<void()> callback) override;
  [[nodiscard]] std::size_t size() const override { return options_.processes; }
  void close() override;
  void terminate() override;
  void join() override;
  [[nodiscard]] bool taking() const override;
  void end_by_force(Force force) override;
  void cancel_queued() override;
  [[nodiscard]] std::exception_ptr failed() const override;
  [[nodiscard]] std::vector<std::int64_t> pids() const override;

  void after_fork_in_child() noexcept override;

 private:
  enum class Phase { running, closing, terminating };
  using Stage = WorkerLink::Stage;
  using EndedBy = WorkerLink::EndedBy;
  /// A unit and how it ended, until it is told without the mutex.
  struct Ending {
    std::shared_ptr<Unit> unit;
    Bytes reply;  // its first byte is no part of it
    std::exception_ptr error;
  };

  void require_own_process() const;
  void wait_for_end();
  void wake();

  // The dispatcher.
  void run();
  bool step();
  void plan();
  void give(WorkerLink& worker, std::shared_ptr<Unit> unit);
  void end_all_workers();
  [[nodiscard]] std::size_t vacancies() const;
  [[nodiscard]] std::size_t free_place() const;
  void take_in_the_hired();
  void hire();
  void hire_what_is_wanted();
  void hire_or_try_later();
  void wait_and_handle();
  [[nodiscard]] platform::deadline next_deadline() const;
  void end_overdue();
  void handle(WorkerLink& worker, Bytes message);
  void read_all(WorkerLink& worker);
  void bury(WorkerLink& worker);
  void mourn(WorkerLink& worker, int exitcode);
  [[nodiscard]] bool may_try_again(const WorkerLink& worker) const;
  void fail(std::exception_ptr error);
  void tell_endings();
  void collapse(const std::exception_ptr& error);

  const CrewOptions options_;
  const BegunTasks begun_;
  platform::pipe_ends wake_pipe_;
  std::atomic<bool> woken_ = false;
  std::atomic<bool> foreign_ = false;  // in a forked child
  CallbackThread callbacks_;
  Finalizer at_exit_;

  std::mutex hiring_;         // one thread at a time starts workers; taken before the other mutex
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  Phase phase_ = Phase::running;
  bool force_kill_ = false;
  bool over_ = false;   // the dispatcher looks at no more workers
  bool ended_ = false;  // nor does it do anything else
  std::thread::id dispatcher_;
  std::exception_ptr failure_;  // what everything fails with
  std::deque<std::shared_ptr<Unit>> queue_;
  std::vector<std::unique_ptr<WorkerLink>> hired_;    // started, and not yet seen by the dispatcher
  std::vector<std::unique_ptr<WorkerLink>> workers_;  // changed by the dispatcher alone

  // Of the dispatcher alone.
  std::vector<Ending> endings_;
  std::size_t in_vain_ = 0;  // workers that ended before they were ready, since one was
  platform::deadline hire_again_;
};

}  // namespace multiprocessing::detail
