// SPDX-License-Identifier: BSL-1.0
// SyncManager: a manager of the objects that processes most often share.
#pragma once

#include "multiprocessing/managers/base_manager.hpp"
#include "multiprocessing/managers/condition_proxy.hpp"
#include "multiprocessing/managers/dict_proxy.hpp"
#include "multiprocessing/managers/list_proxy.hpp"
#include "multiprocessing/managers/lock_proxies.hpp"
#include "multiprocessing/managers/namespace_proxy.hpp"
#include "multiprocessing/managers/pool_proxy.hpp"
#include "multiprocessing/managers/proxy_text.hpp"
#include "multiprocessing/managers/queue_proxy.hpp"
#include "multiprocessing/managers/set_proxy.hpp"
#include "multiprocessing/managers/value_proxies.hpp"
#include "multiprocessing/managers/wait_proxies.hpp"

namespace multiprocessing {

/// Each member makes an object in the server, and throws as BaseManager::create. More types can be registered.
///
///   mp::SyncManager manager = mp::Manager();
///   auto squares = manager.dict<int, int>();
///   mp::Process child([](mp::DictProxy<int, int> squares) { squares.set(3, 9); }, squares);
///
/// Promises SYNC-MANAGER-TYPES
/// Source   CPython 3.14 docs, library/multiprocessing, SyncManager
class SyncManager : public BaseManager {
 public:
  /// Nothing runs yet.
  explicit SyncManager(ManagerOptions options = {});

  /// A lock.
  [[nodiscard]] LockProxy Lock() const { return create<dummy::Lock>(); }
  /// A lock that its owner may acquire again.
  [[nodiscard]] RLockProxy RLock() const { return create<dummy::RLock>(); }
  /// A semaphore with that value.
  [[nodiscard]] SemaphoreProxy Semaphore(std::uint32_t value = 1) const { return create<dummy::Semaphore>(value); }
  /// One that never has a greater value than the first.
  [[nodiscard]] BoundedSemaphoreProxy BoundedSemaphore(std::uint32_t value = 1) const {
    return create<dummy::BoundedSemaphore>(value);
  }
  /// With an RLock of its own.
  [[nodiscard]] ConditionProxy Condition() const { return create<detail::ManagedCondition>(); }
  /// With a lock of this manager.
  [[nodiscard]] ConditionProxy Condition(const LockProxy& lock) const {
    return create<detail::ManagedCondition>(detail::ObjectWire<dummy::Lock>(lock));
  }
  /// The same.
  [[nodiscard]] ConditionProxy Condition(const RLockProxy& lock) const {
    return create<detail::ManagedCondition>(detail::ObjectWire<dummy::RLock>(lock));
  }
  /// An event that is not set.
  [[nodiscard]] EventProxy Event() const { return create<dummy::Event>(); }
  /// A barrier for so many; the timeout is for waits that name none.
  [[nodiscard]] BarrierProxy Barrier(std::size_t parties, Timeout timeout = std::nullopt) const {
    return create<detail::ManagedBarrier>(parties, timeout);
  }

  /// A queue of at most `maxsize` items; 0 is no limit.
  template <class T>
  [[nodiscard]] QueueProxy<T> Queue(std::size_t maxsize = 0) const {
    return QueueProxy<T>(create<detail::ManagedQueue>(maxsize));
  }
  /// The same: each queue of a manager knows when its items are done.
  template <class T>
  [[nodiscard]] QueueProxy<T> JoinableQueue(std::size_t maxsize = 0) const {
    return Queue<T>(maxsize);
  }

  /// A list of these values.
  template <class T>
  [[nodiscard]] ListProxy<T> list(const std::vector<T>& values = {}) const {
    return ListProxy<T>(create<detail::ManagedList>(packed(values)));
  }
  /// An empty dict.
  template <class K, class V>
  [[nodiscard]] DictProxy<K, V> dict() const {
    return DictProxy<K, V>(create<detail::ManagedDict>());
  }
  /// Of a map, or any range of pairs.
  template <class K, class V, std::ranges::input_range R>
  [[nodiscard]] DictProxy<K, V> dict(R&& items) const {
    auto made = dict<K, V>();
    made.update(std::forward<R>(items));
    return made;
  }
  /// A set of these values.
  template <class T>
  [[nodiscard]] SetProxy<T> set(const std::vector<T>& values = {}) const {
    return SetProxy<T>(create<detail::ManagedSet>(packed(values)));
  }
  /// A value.
  template <class T>
  [[nodiscard]] ValueProxy<T> Value(const T& value = T{}) const {
    return ValueProxy<T>(create<detail::ManagedValue>(detail::pack(server(), value)));
  }
  /// As many values as these, which come first.
  template <class T>
  [[nodiscard]] ArrayProxy<T> Array(const std::vector<T>& values) const {
    return ArrayProxy<T>(create<detail::ManagedArray>(packed(values)));
  }
  /// A namespace without attributes.
  [[nodiscard]] NamespaceProxy Namespace() const { return NamespaceProxy(create<detail::ManagedNamespace>()); }

  ///@{
  /// A pool whose workers are children of the server; without a number, as many as it may use processors.
  [[nodiscard]] PoolProxy Pool(const PoolOptions& options = {}) const {
    return create<detail::ManagedPool>(detail::PoolSettings{options});
  }
  [[nodiscard]] PoolProxy Pool(int processes) const { return Pool(PoolOptions{.processes = processes}); }
  /// Each worker begins with `initializer(arguments...)`, which may be proxies of this manager.
  template <class F, class... Args>
  [[nodiscard]] PoolProxy Pool(const PoolOptions& options, F&& initializer, Args&&... arguments) const {
    return create<detail::ManagedPool>(detail::PoolSettings{options},
                                       detail::CarriedTarget<std::decay_t<F>>{std::forward<F>(initializer)},
                                       std::forward<Args>(arguments)...);
  }
  ///@}

 private:
  template <class T>
  [[nodiscard]] detail::StoredList packed(const std::vector<T>& values) const {
    detail::StoredList all;
    for (const T& each : values) all.push_back(detail::pack(server(), each));
    return all;
  }
};

/// A SyncManager whose server runs.
///
/// Errors   As BaseManager::start.
///
/// Promises SYNC-MANAGER-TYPES
/// Source   CPython 3.14 docs, library/multiprocessing, Manager
[[nodiscard]] SyncManager Manager(ManagerOptions options = {});

}  // namespace multiprocessing
