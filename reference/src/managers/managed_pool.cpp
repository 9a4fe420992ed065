// SPDX-License-Identifier: BSL-1.0
// A pool in a manager's server.
#include "multiprocessing/managers/managed_pool.hpp"

#include "multiprocessing/remote_error.hpp"

namespace multiprocessing::detail {
namespace {

/// A request on its way through the crew.
class ForwardedUnit final : public Unit {
 public:
  ForwardedUnit(std::shared_ptr<ManagedTasks> tasks, std::size_t index, std::uint64_t calls)
      : tasks_(std::move(tasks)), index_(index), calls_(calls) {}

  /// In place of the worker's answers.
  void fail(const std::exception_ptr& error) override {
    OutputArchive answer;
    const auto failure = describe(error);
    for (auto left = calls_; left > 0; --left) answer(false, failure);
    tasks_->arrive(index_, answer.take());
  }
  void finish(std::span<const std::byte> reply) override { tasks_->arrive(index_, Bytes(reply.begin(), reply.end())); }

 private:
  std::shared_ptr<ManagedTasks> tasks_;
  std::size_t index_;
  std::uint64_t calls_;
};

}  // namespace

bool ManagedTasks::wait(Timeout timeout) {
  const auto until = deadline_after(timeout);
  dummy::detail::Visit visit(monitor_);
  return visit.wait(until, [this] { return arrived_ == requests_; });
}

std::optional<std::vector<Blob>> ManagedTasks::collect(Timeout timeout) {
  if (!wait(timeout)) return std::nullopt;
  const dummy::detail::Visit visit(monitor_);
  std::vector<Blob> all;
  for (const auto& [index, answer] : answers_) all.push_back(answer);
  return all;
}

std::optional<Blob> ManagedTasks::take(std::optional<std::uint64_t> index, Timeout timeout) {
  const auto until = deadline_after(timeout);
  dummy::detail::Visit visit(monitor_);
  const auto find = [&] { return index ? answers_.find(*index) : answers_.begin(); };
  if (!visit.wait(until, [&] { return find() != answers_.end(); })) return std::nullopt;
  return std::move(answers_.extract(find()).mapped());
}

bool ManagedTasks::cancel(bool running) {
  const auto crew = crew_.lock();
  return crew && crew->cancel(this, running ? Cancel::running : Cancel::queued);
}

void ManagedTasks::arrive(std::size_t index, Bytes answer) {
  dummy::detail::Visit visit(monitor_);
  answers_.emplace(index, Blob{std::move(answer)});
  ++arrived_;
  visit.tell_all();
}

std::shared_ptr<ManagedTasks> ManagedPool::submit(const std::vector<PoolRequest>& requests,
                                                  const TaskSettings& settings) {
  auto tasks = std::make_shared<ManagedTasks>(live(), requests.size());
  std::vector<std::shared_ptr<Unit>> units;
  for (const auto& each : requests) {
    auto unit = std::make_shared<ForwardedUnit>(tasks, units.size(), each.calls);
    unit->request = each.request.bytes;
    unit->group = tasks.get();
    unit->options = settings.options;
    units.push_back(std::move(unit));
  }
  {
    const std::lock_guard guard(mutex_);
    std::erase_if(submitted_, [](const auto& each) { return each.expired(); });
    submitted_.push_back(tasks);
  }
  live()->submit(std::move(units));
  return tasks;
}

// What takes long is the tasks, and their waits end with the client; the end of idle workers is near.
void ManagedPool::join() {
  if (!live()->taking()) {
    std::vector<std::weak_ptr<ManagedTasks>> submitted;
    {
      const std::lock_guard guard(mutex_);
      submitted = submitted_;
    }
    for (const auto& each : submitted) {
      if (const auto tasks = each.lock()) (void)tasks->wait(std::nullopt);
    }
  }
  PoolLife::join();
}

}  // namespace multiprocessing::detail
