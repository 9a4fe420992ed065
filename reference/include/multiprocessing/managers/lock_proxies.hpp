// SPDX-License-Identifier: BSL-1.0
// Proxies of locks and semaphores in a manager's server.
#pragma once

#include <cstdint>

#include "multiprocessing/dummy/lock.hpp"
#include "multiprocessing/dummy/semaphore.hpp"
#include "multiprocessing/managers/proxy.hpp"
#include "multiprocessing/managers/timed.hpp"

namespace multiprocessing {

namespace detail {

/// What the proxies of all kinds of locks have in common.
template <class L>
class LockProxyOf : public Proxy<L> {
 public:
  using Proxy<L>::Proxy;
  /// As acquire of the object itself; the wait is in the server.
  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt) const {
    return this->template call<detail::timed_acquire<L>>(timeout);
  }
  /// As release of the object itself.
  void release() const { this->template call<&L::release>(); }
  /// Whether it could not be acquired at once.
  [[nodiscard]] bool locked() const { return this->template call<&L::locked>(); }

  /// For std::scoped_lock and std::unique_lock.
  ///@{
  void lock() const { (void)acquire(); }
  [[nodiscard]] bool try_lock() const { return acquire(std::chrono::nanoseconds{0}); }
  void unlock() const { release(); }
  ///@}
};

}  // namespace detail

/// A lock in a manager's server, for processes that share nothing else. Whoever acquires it is the process of the
/// proxy, and any process may release it; if that process ends with it, the next acquire throws OwnerDiedError until
/// recover().
///
/// Promises SYNC-MANAGER-LOCK, SYNC-MANAGER-OWNER-DIED
/// Source   CPython 3.14 Lib/multiprocessing/managers.py, AcquirerProxy
class LockProxy : public detail::LockProxyOf<dummy::Lock> {
 public:
  using LockProxyOf::LockProxyOf;
  /// As Lock::recover.
  void recover() const { call<&dummy::Lock::recover>(); }
};

/// The same that a thread may acquire again. Its owner is one thread of one process.
///
/// Promises SYNC-MANAGER-RLOCK
class RLockProxy : public detail::LockProxyOf<dummy::RLock> {
 public:
  using LockProxyOf::LockProxyOf;
  /// As RLock::recover.
  void recover() const { call<&dummy::RLock::recover>(); }
};

/// Promises SYNC-MANAGER-SEMAPHORE
class SemaphoreProxy : public detail::LockProxyOf<dummy::Semaphore> {
 public:
  using LockProxyOf::LockProxyOf;
  /// How often it can be acquired at once.
  [[nodiscard]] std::uint32_t get_value() const { return call<&dummy::Semaphore::get_value>(); }
};

/// Errors   ValueError from a release beyond the first value.
///
/// Promises SYNC-MANAGER-SEMAPHORE
class BoundedSemaphoreProxy : public Proxy<dummy::BoundedSemaphore> {
 public:
  using Proxy::Proxy;
  /// As Semaphore::acquire; the wait is in the server.
  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt) const {
    return call<detail::timed_acquire<dummy::Semaphore>>(timeout);
  }
  /// As BoundedSemaphore::release.
  void release() const { call<&dummy::Semaphore::release>(); }
  /// Whether its value is zero.
  [[nodiscard]] bool locked() const { return call<&dummy::Semaphore::locked>(); }
  /// How often it can be acquired at once.
  [[nodiscard]] std::uint32_t get_value() const { return call<&dummy::Semaphore::get_value>(); }
};

/// \cond
template <>
struct ProxyFor<dummy::Lock> {
  using type = LockProxy;
};
template <>
struct ProxyFor<dummy::RLock> {
  using type = RLockProxy;
};
template <>
struct ProxyFor<dummy::Semaphore> {
  using type = SemaphoreProxy;
};
template <>
struct ProxyFor<dummy::BoundedSemaphore> {
  using type = BoundedSemaphoreProxy;
};
/// \endcond

}  // namespace multiprocessing
