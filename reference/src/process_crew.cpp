// SPDX-License-Identifier: BSL-1.0
// The workers of a Pool: what their users ask for. The thread that does it is in process_crew_dispatch.cpp.
#include "process_crew.hpp"

#include <algorithm>

#include "library_thread.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {

constexpr int exit_priority = 15;

ProcessCrewOfPool::ProcessCrewOfPool(CrewOptions options)
    : options_(std::move(options)),
      begun_(BegunTasks::make(options_.processes)),
      wake_pipe_(checked(platform::make_pipe())) {
  platform::keep_from_children(wake_pipe_.reader.native());
  platform::keep_from_children(wake_pipe_.writer.native());
  follow_forks();
}

ProcessCrewOfPool::~ProcessCrewOfPool() { ignore_forks(); }

void ProcessCrewOfPool::after_fork_in_child() noexcept {
  foreign_ = true;
  abandon(hiring_);
  abandon(mutex_);
  abandon(changed_);
}

void ProcessCrewOfPool::begin() {
  try {
    if (!options_.executor) hire_what_is_wanted();
    at_exit_ = Finalizer(
        [crew = weak_from_this(), executor = options_.executor] {
          const auto there = crew.lock();
          if (!there) return;
          executor ? there->close() : there->terminate();
          if (executor) there->join();
        },
        exit_priority);
    start_library_thread([self = shared_from_this()] { self->run(); });
  } catch (...) {
    for (const auto& worker : hired_) worker->process.kill();
    for (const auto& worker : hired_) worker->process.join();
    hired_.clear();
    throw;
  }
}

void ProcessCrewOfPool::require_own_process() const {
  if (foreign_) throw AssertionError("a pool can only be used by the process that made it");
}

void ProcessCrewOfPool::wake() {
  // One byte at most is in the pipe, so that it never fills.
  if (woken_.exchange(true)) return;
  const std::byte one{};
  (void)platform::write_some(wake_pipe_.writer.native(), std::span(&one, 1));
}

void ProcessCrewOfPool::submit(std::vector<std::shared_ptr<Unit>> units) {
  require_own_process();
  std::exception_ptr failure;
  {
    const std::lock_guard guard(mutex_);
    if (!failure_ && phase_ != Phase::running) throw ValueError("the pool takes no more tasks");
    failure = failure_;
    if (!failure) queue_.insert(queue_.end(), units.begin(), units.end());
  }
  if (failure) {
    for (const auto& unit : units) unit->fail(failure);
    return;
  }
  if (units.empty()) return;
  try {
    // Better here than by the dispatcher: a child by fork does not have the thread that is here then.
    if (options_.executor) hire_what_is_wanted();
  } catch (...) {
    // The dispatcher tries it again, and fails everything if it cannot either.
  }
  wake();
}

bool ProcessCrewOfPool::cancel(const void* group, Cancel what) {
  require_own_process();
  std::vector<std::shared_ptr<Unit>> cancelled;
  bool running = false;
  {
    const std::lock_guard guard(mutex_);
    const auto rest =
        std::stable_partition(queue_.begin(), queue_.end(), [&](const auto& unit) { return unit->group != group; });
    cancelled.assign(rest, queue_.end());
    queue_.erase(rest, queue_.end());
    for (const auto& worker : workers_) {
      if (what != Cancel::running || !worker->unit || worker->unit->group != group) continue;
      // With the mutex held it cannot have been given another task meanwhile.
      worker->ended_by = EndedBy::cancel;
      worker->process.kill();
      running = true;
    }
  }
  for (const auto& unit : cancelled) unit->fail(std::make_exception_ptr(CancelledError()));
  return running || !cancelled.empty();
}

void ProcessCrewOfPool::cancel_queued() {
  require_own_process();
  std::deque<std::shared_ptr<Unit>> cancelled;
  {
    const std::lock_guard guard(mutex_);
    cancelled.swap(queue_);
  }
  for (const auto& unit : cancelled) unit->fail(std::make_exception_ptr(CancelledError()));
}

void ProcessCrewOfPool::post(std::function<void()> callback) { callbacks_.post(std::move(callback)); }

void ProcessCrewOfPool::close() {
  require_own_process();
  {
    const std::lock_guard guard(mutex_);
    if (phase_ == Phase::running) phase_ = Phase::closing;
  }
  wake();
}

void ProcessCrewOfPool::terminate() {
  require_own_process();
  {
    const std::lock_guard guard(mutex_);
    phase_ = Phase::terminating;
  }
  wake();
  if (!callbacks_.is_this_thread()) wait_for_end();
}

void ProcessCrewOfPool::end_by_force(Force force) {
  require_own_process();
  {
    const std::lock_guard guard(mutex_);
    if (!failure_) {
      failure_ = std::make_exception_ptr(BrokenProcessPool("the workers of this executor were ended by force"));
    }
    phase_ = Phase::terminating;
    force_kill_ = force == Force::kill;
  }
  wake();
}

void ProcessCrewOfPool::join() {
  require_own_process();
  {
    const std::lock_guard guard(mutex_);
    if (phase_ == Phase::running) throw ValueError("the pool is still running: close or terminate it first");
  }
  if (callbacks_.is_this_thread()) throw AssertionError("a callback of a pool cannot wait for the end of that pool");
  wait_for_end();
}

void ProcessCrewOfPool::wait_for_end() {
  std::unique_lock guard(mutex_);
  if (dispatcher_ == std::this_thread::get_id()) return;
  changed_.wait(guard, [this] { return ended_; });
}

bool ProcessCrewOfPool::taking() const {
  const std::lock_guard guard(mutex_);
  return phase_ == Phase::running;
}

std::exception_ptr ProcessCrewOfPool::failed() const {
  require_own_process();
  const std::lock_guard guard(mutex_);
  return failure_;
}

std::vector<std::int64_t> ProcessCrewOfPool::pids() const {
  require_own_process();
  std::vector<std::int64_t> found;
  const std::lock_guard guard(mutex_);
  for (const auto* some : {&hired_, &workers_}) {
    for (const auto& worker : *some) {
      if (const auto pid = worker->process.pid()) found.push_back(*pid);
    }
  }
  return found;
}

std::shared_ptr<ProcessCrew> make_process_crew(CrewOptions options) {
  auto crew = std::make_shared<ProcessCrewOfPool>(std::move(options));
  crew->begin();
  return crew;
}

}  // namespace multiprocessing::detail
