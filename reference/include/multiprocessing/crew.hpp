// SPDX-License-Identifier: BSL-1.0
// Those who do the tasks of a pool: processes, or threads.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "multiprocessing/begun_tasks.hpp"
#include "multiprocessing/connection.hpp"
#include "multiprocessing/task_unit.hpp"

namespace multiprocessing::detail {

/// Safe to use from several threads at once.
class Crew {
 public:
  virtual ~Crew() = default;
  /// Fails them all if the crew has failed. ValueError if it takes no more.
  virtual void submit(std::vector<std::shared_ptr<Unit>> units) = 0;
  /// Cancels what belongs to the group. \returns whether there was anything.
  virtual bool cancel(const void* group, Cancel what) = 0;
  /// Calls it in the thread that is there for callbacks.
  virtual void post(std::function<void()> callback) = 0;
  [[nodiscard]] virtual std::size_t size() const = 0;

  /// Takes no more; the workers end when everything is done.
  virtual void close() = 0;
  /// Ends the workers now; what they have not done fails. Waits for their end, but in a callback.
  virtual void terminate() = 0;
  /// Waits for the end of all workers. ValueError unless close or terminate was called.
  virtual void join() = 0;
  [[nodiscard]] virtual bool taking() const = 0;
};

/// What a worker is told at its start.
struct WorkerSettings {
  std::uint64_t max_tasks = 0;   // 0: no limit
  std::uint64_t max_memory = 0;  // the same
  Blob known_exceptions;
  BegunTasks begun;
  std::uint64_t place = 0;  // its own in `begun`

  template <class Archive>
  void serialize(Archive& archive) {
    archive(max_tasks, max_memory, known_exceptions, begun, place);
  }
};

struct CrewOptions {
  std::size_t processes = 1;
  WorkerSettings worker;
  std::function<Process(Connection, WorkerSettings)> make_worker;
  // As an executor has it: workers start when there is work, the death of one is the end of all, and the end of the
  // program waits for what has been submitted.
  bool executor = false;
};

/// Workers that are processes.
class ProcessCrew : public Crew {
 public:
  enum class Force { terminate, kill };
  /// terminate() by this means and without waiting; what is not done fails with BrokenProcessPool.
  virtual void end_by_force(Force force) = 0;
  /// Cancels every unit that no worker has begun.
  virtual void cancel_queued() = 0;
  /// What it fails everything with; null if it does not.
  [[nodiscard]] virtual std::exception_ptr failed() const = 0;
  /// Those that run.
  [[nodiscard]] virtual std::vector<std::int64_t> pids() const = 0;
};

[[nodiscard]] std::shared_ptr<ProcessCrew> make_process_crew(CrewOptions options);
[[nodiscard]] std::shared_ptr<Crew> make_thread_crew(std::size_t threads, std::function<void()> initialize);

/// terminate(), and what it throws ends here; does nothing in a forked child.
void end_crew(Crew& crew) noexcept;
[[noreturn]] void refuse_moved_pool();

}  // namespace multiprocessing::detail
