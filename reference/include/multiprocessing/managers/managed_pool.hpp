// SPDX-License-Identifier: BSL-1.0
// A pool in a manager's server: it is given calls as bytes, which its workers read, and gives back what they answer.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "multiprocessing/dummy/monitor.hpp"
#include "multiprocessing/pool_life.hpp"
#include "multiprocessing/pool_workers.hpp"

namespace multiprocessing::detail {

/// PoolOptions, to be sent.
struct PoolSettings {
  PoolOptions options;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(options.processes, options.max_tasks_per_child, options.max_memory_per_child, options.start_method,
            options.daemon);
  }
};
/// TaskOptions, to be sent.
struct TaskSettings {
  TaskOptions options;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(options.timeout, options.retries);
  }
};

/// What one worker is given at once.
struct PoolRequest {
  Blob request;  // as save_request writes it
  std::uint64_t calls = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(request, calls);
  }
};

/// The answers to some requests. Its waits end with the client that waits.
class ManagedTasks {
 public:
  ManagedTasks(std::weak_ptr<Crew> crew, std::size_t requests) : crew_(std::move(crew)), requests_(requests) {}

  /// Whether all answers are there.
  [[nodiscard]] bool wait(Timeout timeout);
  /// All answers in the order of the requests; nothing if the time runs out.
  [[nodiscard]] std::optional<std::vector<Blob>> collect(Timeout timeout);
  /// Gives away the answer to one request, or to any; nothing if the time runs out.
  [[nodiscard]] std::optional<Blob> take(std::optional<std::uint64_t> index, Timeout timeout);
  bool cancel(bool running);

  /// By the thread of the pool.
  void arrive(std::size_t index, Bytes answer);

 private:
  dummy::detail::Monitor monitor_;
  std::weak_ptr<Crew> crew_;
  std::size_t requests_;
  std::size_t arrived_ = 0;
  std::map<std::uint64_t, Blob> answers_;
};

class ManagedPool : public PoolLife {
 public:
  explicit ManagedPool(const PoolSettings& settings) : ManagedPool(settings, CarriedTarget<NoInitializer>{{{}}}) {}
  template <class F, class... Args>
  ManagedPool(const PoolSettings& settings, CarriedTarget<F> initializer, Args... arguments)
      : PoolLife(make_process_crew(
            crew_options(settings.options, worker_maker(process_options(settings.options),
                                                        std::move(*initializer.target), std::move(arguments)...)))) {}

  [[nodiscard]] std::shared_ptr<ManagedTasks> submit(const std::vector<PoolRequest>& requests,
                                                     const TaskSettings& settings);
  void join();

 private:
  std::mutex mutex_;
  std::vector<std::weak_ptr<ManagedTasks>> submitted_;  // those that have ended too, until the next submit
};

}  // namespace multiprocessing::detail
