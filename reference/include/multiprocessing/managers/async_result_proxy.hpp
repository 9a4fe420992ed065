// SPDX-License-Identifier: BSL-1.0
// AsyncResultProxy: what a pool in a manager's server gives for a task that it will do.
#pragma once

#include <deque>
#include <utility>
#include <vector>

#include "multiprocessing/managers/managed_pool.hpp"
#include "multiprocessing/managers/proxy.hpp"
#include "multiprocessing/map_result.hpp"
#include "multiprocessing/worker_requests.hpp"

namespace multiprocessing {

namespace detail {

/// What a worker has answered to one request.
template <class R>
std::deque<Outcome<R>> read_outcomes(const Blob& answer) {
  std::deque<Outcome<R>> all;
  InputArchive archive(answer.bytes);
  while (archive.remaining() > 0) all.push_back(read_outcome<R>(archive));
  return all;
}

[[noreturn]] void refuse_unready_result();

}  // namespace detail

/// The result of a call or of a map, now or later. Copies name the same one, which the server keeps as long as there is
/// one of them.
///
/// \tparam R     What a call gives.
/// \tparam Many  Whether it is of a map, whose result are those of all calls.
///
/// Errors   As AsyncResult, and as Proxy::call.
///
/// Promises SYNC-MANAGER-POOL, SYNC-MANAGER-POOL-MAPS
/// Source   CPython 3.14 Lib/multiprocessing/managers.py, SyncManager.register('AsyncResult')
template <class R, bool Many = false>
class AsyncResultProxy {
 public:
  using value_type = std::conditional_t<Many, detail::map_value_t<R>, R>;  ///< what get() gives

  /// As AsyncResult::get.
  value_type get(Timeout timeout = std::nullopt) const {
    const auto answers = tasks_.template call<&detail::ManagedTasks::collect>(timeout);
    if (!answers) throw TimeoutError();
    std::vector<detail::held_t<R>> values;
    for (const auto& answer : *answers) {
      for (auto& outcome : detail::read_outcomes<R>(answer)) {
        if (outcome.error) std::rethrow_exception(outcome.error);
        values.push_back(std::move(*outcome.value));
      }
    }
    if constexpr (Many && !std::is_void_v<R>) {
      return values;
    } else if constexpr (!std::is_void_v<R>) {
      if (values.empty()) throw UnpicklingError("a worker has answered nothing");
      return std::move(values.front());
    }
  }
  /// Waits for the result, and leaves it there. \returns whether it is there.
  bool wait(Timeout timeout = std::nullopt) const { return tasks_.template call<&detail::ManagedTasks::wait>(timeout); }
  /// Whether it is there.
  [[nodiscard]] bool ready() const { return wait(std::chrono::nanoseconds{0}); }
  /// Whether no call threw anything. ValueError if it is not there.
  [[nodiscard]] bool successful() const {
    const auto answers = tasks_.template call<&detail::ManagedTasks::collect>(Timeout(std::chrono::nanoseconds{0}));
    if (!answers) detail::refuse_unready_result();
    for (const auto& answer : *answers) {
      for (const auto& outcome : detail::read_outcomes<R>(answer)) {
        if (outcome.error) return false;
      }
    }
    return true;
  }
  /// As AsyncResult::cancel.
  bool cancel(Cancel what = Cancel::queued) const {
    return tasks_.template call<&detail::ManagedTasks::cancel>(what == Cancel::running);
  }

  /// Made by PoolProxy.
  explicit AsyncResultProxy(Proxy<detail::ManagedTasks> tasks) : tasks_(std::move(tasks)) {}

 private:
  Proxy<detail::ManagedTasks> tasks_;
};

}  // namespace multiprocessing
