// SPDX-License-Identifier: BSL-1.0
// QueueProxy: a queue in a manager's server.
#pragma once

#include "multiprocessing/dummy/joinable_queue.hpp"
#include "multiprocessing/managers/stored_proxy.hpp"
#include "multiprocessing/managers/timed.hpp"

namespace multiprocessing {

namespace detail {
using ManagedQueue = dummy::JoinableQueue<Stored>;
}

/// A queue for processes that have the key of its manager. An item is in it when put returns, and taken when get does.
/// Proxies of the same manager may be among the items.
///
/// Errors   As JoinableQueue, and as Proxy::call.
///
/// Promises SYNC-MANAGER-QUEUE, SYNC-MANAGER-NESTED
/// Source   CPython 3.14 docs, library/multiprocessing, SyncManager.Queue, JoinableQueue
/// Differs  One type of items. It cannot be closed: it ends with its last proxy.
template <class T>
class QueueProxy : public detail::StoredProxy<detail::ManagedQueue> {
  using Managed = detail::ManagedQueue;

 public:
  using StoredProxy::StoredProxy;

  /// As Queue::put: waits for room. Full if the time ran out.
  void put(const T& item, Timeout timeout = std::nullopt) const {
    if (!try_put(item, timeout)) throw Full();
  }
  /// put(item, 0s).
  void put_nowait(const T& item) const { put(item, std::chrono::nanoseconds{0}); }
  /// As put, but false instead of Full.
  [[nodiscard]] bool try_put(const T& item, Timeout timeout = std::chrono::nanoseconds{0}) const {
    return call<&Managed::try_put>(packed(item), timeout);
  }

  /// As Queue::get: waits for an item. Empty if the time ran out.
  [[nodiscard]] T get(Timeout timeout = std::nullopt) const {
    auto item = try_get(timeout);
    if (!item) throw Empty();
    return std::move(*item);
  }
  /// get(0s).
  [[nodiscard]] T get_nowait() const { return get(std::chrono::nanoseconds{0}); }
  /// As get, but nothing instead of Empty.
  [[nodiscard]] std::optional<T> try_get(Timeout timeout = std::chrono::nanoseconds{0}) const {
    return unpacked<T>(call<&Managed::try_get>(timeout));
  }

  /// How many items are in it now.
  [[nodiscard]] std::size_t qsize() const { return call<&Managed::qsize>(); }
  /// Whether there are none.
  [[nodiscard]] bool empty() const { return call<&Managed::empty>(); }
  /// Whether there is no room.
  [[nodiscard]] bool full() const { return call<&Managed::full>(); }
  /// As Queue::shutdown.
  void shutdown(bool immediate = false) const { call<&Managed::shutdown>(immediate); }

  /// As JoinableQueue::task_done.
  void task_done() const { call<&Managed::task_done>(); }
  /// Waits until every item that was put is done. \returns false if the time ran out first.
  bool join(Timeout timeout = std::nullopt) const { return call<detail::timed_join<Managed>>(timeout); }
};

}  // namespace multiprocessing
