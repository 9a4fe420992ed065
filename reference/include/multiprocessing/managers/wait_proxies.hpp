// SPDX-License-Identifier: BSL-1.0
// Proxies of events and barriers in a manager's server.
#pragma once

#include <cstddef>

#include "multiprocessing/dummy/barrier.hpp"
#include "multiprocessing/dummy/event.hpp"
#include "multiprocessing/managers/proxy.hpp"
#include "multiprocessing/managers/timed.hpp"

namespace multiprocessing {

namespace detail {

/// One without an action: that would have to run in the server.
class ManagedBarrier : public dummy::Barrier {
 public:
  ManagedBarrier(std::size_t parties, Timeout timeout) : Barrier(parties, timeout) {}
};
inline std::size_t wait_at(dummy::Barrier& barrier, Timeout timeout) { return barrier.wait(timeout); }
inline std::size_t wait_as_agreed(dummy::Barrier& barrier) { return barrier.wait(); }

}  // namespace detail

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
struct ProxyFor<dummy::Event> {
  using type = EventProxy;
};
template <>
struct ProxyFor<detail::ManagedBarrier> {
  using type = BarrierProxy;
};
/// \endcond

}  // namespace multiprocessing
