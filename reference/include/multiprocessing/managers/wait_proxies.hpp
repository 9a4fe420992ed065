// SPDX-License-Identifier: BSL-1.0
// Proxies of conditions, events and barriers in a manager's server.
#pragma once

#include <concepts>
#include <cstddef>

#include "multiprocessing/dummy/barrier.hpp"
#include "multiprocessing/dummy/condition.hpp"
#include "multiprocessing/dummy/event.hpp"
#include "multiprocessing/managers/proxy.hpp"
#include "multiprocessing/managers/timed.hpp"

namespace multiprocessing {

namespace detail {

/// A condition that may share a lock of the same manager.
class ManagedCondition : public dummy::Condition {
 public:
  ManagedCondition() = default;
  explicit ManagedCondition(const ObjectWire<dummy::Lock>& lock) : Condition(lock_of(lock)) {}
  explicit ManagedCondition(const ObjectWire<dummy::RLock>& lock) : Condition(lock_of(lock)) {}

 private:
  template <class L>
  static const L& lock_of(const ObjectWire<L>& wire) {
    if (wire.id == 0) throw ValueError("a condition is made with a proxy that stands for no lock");
    return *static_cast<const L*>(object_of(wire.kept, typeid(L)).get());
  }
};

/// One without an action: that would have to run in the server.
class ManagedBarrier : public dummy::Barrier {
 public:
  ManagedBarrier(std::size_t parties, Timeout timeout) : Barrier(parties, timeout) {}
};
inline std::size_t wait_at(dummy::Barrier& barrier, Timeout timeout) { return barrier.wait(timeout); }
inline std::size_t wait_as_agreed(dummy::Barrier& barrier) { return barrier.wait(); }

}  // namespace detail

/// Promises SYNC-MANAGER-CONDITION
class ConditionProxy : public Proxy<detail::ManagedCondition> {
  using Condition = dummy::Condition;

 public:
  using Proxy::Proxy;
  /// Acquires the lock of the condition.
  [[nodiscard]] bool acquire(Timeout timeout = std::nullopt) const {
    return call<detail::timed_acquire<Condition>>(timeout);
  }
  /// Releases the lock of the condition.
  void release() const { call<&Condition::release>(); }
  /// Whether somebody holds the lock.
  [[nodiscard]] bool locked() const { return call<&Condition::locked>(); }
  /// As Lock::recover.
  void recover() const { call<&Condition::recover>(); }
  /// For std::scoped_lock and std::unique_lock.
  ///@{
  void lock() const { (void)acquire(); }
  [[nodiscard]] bool try_lock() const { return acquire(std::chrono::nanoseconds{0}); }
  void unlock() const { release(); }
  ///@}

  /// Lets go of the lock, waits to be notified, and takes the lock back. \returns false if the time ran out first.
  ///
  /// Errors   AssertionError if this thread does not hold the lock.
  bool wait(Timeout timeout = std::nullopt) const { return call<detail::timed_wait<Condition>>(timeout); }
  /// Asks `predicate()`, in this process, with the lock held, until it holds. \returns what it said last.
  template <std::invocable Predicate>
  auto wait_for(Predicate predicate, Timeout timeout = std::nullopt) const {
    const auto begin = std::chrono::steady_clock::now();
    auto said = predicate();
    while (!said) {
      auto left = timeout;
      if (left) *left -= std::chrono::steady_clock::now() - begin;
      if (!wait(left)) return predicate();
      said = predicate();
    }
    return said;
  }
  /// Wakes so many of those who wait.
  ///
  /// Errors   AssertionError if this thread does not hold the lock.
  void notify(std::size_t n = 1) const { call<&Condition::notify>(n); }
  /// Wakes all who wait.
  void notify_all() const { call<&Condition::notify_all>(); }
};

/// Promises SYNC-MANAGER-EVENT
class EventProxy : public Proxy<dummy::Event> {
 public:
  using Proxy::Proxy;
  /// Whether it is set.
  [[nodiscard]] bool is_set() const { return call<&dummy::Event::is_set>(); }
  /// Sets it, and wakes all who wait.
  void set() const { call<&dummy::Event::set>(); }
  /// It is not set any more.
  void clear() const { call<&dummy::Event::clear>(); }
  /// Waits until it is set. \returns false if the time ran out first.
  bool wait(Timeout timeout = std::nullopt) const { return call<detail::timed_wait<dummy::Event>>(timeout); }
};

/// Promises SYNC-MANAGER-BARRIER
/// Differs  It has no action: that would have to run in the server.
class BarrierProxy : public Proxy<detail::ManagedBarrier> {
 public:
  using Proxy::Proxy;
  /// As Barrier::wait, with the timeout that the barrier was made with.
  std::size_t wait() const { return call<&detail::wait_as_agreed>(); }
  /// As Barrier::wait.
  std::size_t wait(Timeout timeout) const { return call<&detail::wait_at>(timeout); }
  /// As Barrier::reset.
  void reset() const { call<&dummy::Barrier::reset>(); }
  /// As Barrier::abort.
  void abort() const { call<&dummy::Barrier::abort>(); }
  /// How many must come.
  [[nodiscard]] std::size_t parties() const { return call<&dummy::Barrier::parties>(); }
  /// How many wait now.
  [[nodiscard]] std::size_t n_waiting() const { return call<&dummy::Barrier::n_waiting>(); }
  /// Whether it is broken.
  [[nodiscard]] bool broken() const { return call<&dummy::Barrier::broken>(); }
};

/// \cond
template <>
struct ProxyFor<detail::ManagedCondition> {
  using type = ConditionProxy;
};
template <>
struct ProxyFor<dummy::Event> {
  using type = EventProxy;
};
template <>
struct ProxyFor<detail::ManagedBarrier> {
  using type = BarrierProxy;
};
/// \endcond

}  // namespace multiprocessing
