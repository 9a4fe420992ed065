// SPDX-License-Identifier: BSL-1.0
// ConditionProxy: a condition in a manager's server.
#pragma once

#include <concepts>
#include <cstddef>

#include "multiprocessing/dummy/condition.hpp"
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

/// \cond
template <>
struct ProxyFor<detail::ManagedCondition> {
  using type = ConditionProxy;
};
/// \endcond

}  // namespace multiprocessing
