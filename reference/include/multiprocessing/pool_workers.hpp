// SPDX-License-Identifier: BSL-1.0
// What the options and the initializer of a pool come to: workers.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include "multiprocessing/crew.hpp"

namespace multiprocessing::detail {

struct NoInitializer {
  void operator()() const noexcept {}
};

/// The number of workers that options ask for. ValueError if they ask for less than one.
[[nodiscard]] std::size_t number_of_workers(const std::optional<int>& wanted);
/// The settings of the workers. ValueError if there are numbers below one.
[[nodiscard]] WorkerSettings worker_settings(const PoolOptions& options);

[[nodiscard]] ProcessOptions process_options(const PoolOptions& options);
[[nodiscard]] ProcessOptions process_options(const ExecutorOptions& options);
[[nodiscard]] CrewOptions crew_options(const PoolOptions& options,
                                       std::function<Process(Connection, WorkerSettings)> make_worker);
[[nodiscard]] std::shared_ptr<ProcessCrew> make_executor_crew(
    const ExecutorOptions& options, std::function<Process(Connection, WorkerSettings)> make_worker);

/// The life of a worker process.
void serve_as_worker(Connection channel, const WorkerSettings& settings, const std::function<void()>& initialize);

/// A target among the arguments of a process.
template <class F>
struct CarriedTarget {
  std::optional<F> target;
  void save(OutputArchive& archive) const { save_target(archive, *target); }
  void load(InputArchive& archive) { target.emplace(load_target<F>(archive)); }
};

template <class F, class... Args>
void worker_main(Connection channel, const WorkerSettings& settings, CarriedTarget<F> initializer,
                 std::tuple<Args...> arguments) {
  serve_as_worker(std::move(channel), settings, [&] { std::apply(*initializer.target, std::move(arguments)); });
}

/// Makes workers that begin with `initializer`; its arguments may be what only a new process can be given.
template <class F, class... Args>
std::function<Process(Connection, WorkerSettings)> worker_maker(const ProcessOptions& options, F&& initializer,
                                                                Args&&... arguments) {
  using Initializer = std::decay_t<F>;
  static_assert(std::is_invocable_v<Initializer&, stored_t<Args>...>,
                "the initializer cannot be called with these arguments");
  return [options, carried = CarriedTarget<Initializer>{std::forward<F>(initializer)},
          given = std::tuple<stored_t<Args>...>(std::forward<Args>(arguments)...)](Connection channel,
                                                                                   const WorkerSettings& settings) {
    return Process(options, &worker_main<Initializer, stored_t<Args>...>, std::move(channel), settings, carried, given);
  };
}

}  // namespace multiprocessing::detail
