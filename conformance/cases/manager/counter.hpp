// SPDX-License-Identifier: BSL-1.0
// What the cases of managers serve.
#pragma once

#include <csignal>
#include <stdexcept>
#include <thread>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"
#include "multiprocessing/managers/managers.hpp"

namespace conformance {

class Counter {
 public:
  Counter() = default;
  explicit Counter(int value) : value_(value) {}
  int add(int number) { return value_ += number; }
  [[nodiscard]] int value() const { return value_; }
  [[nodiscard]] int hidden() const { return value_; }
  void fail(const std::string& message) const { throw std::out_of_range(message); }
  void interrupt() const { std::raise(SIGINT); }
  [[nodiscard]] std::shared_ptr<Counter> copy() const { return std::make_shared<Counter>(value_); }
  void take(const std::shared_ptr<Counter>& other) { value_ = other ? other->value_ : 0; }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(value_);
  }

 private:
  int value_ = 0;
};

/// The proxy of a Counter as a program would write it.
class CounterProxy : public mp::Proxy<Counter> {
 public:
  using Proxy::Proxy;
  int add(int number) const { return call<&Counter::add>(number); }
  [[nodiscard]] int value() const { return call<&Counter::value>(); }
};

inline void register_counter(mp::BaseManager& manager) {
  manager.register_type<Counter>("Counter", mp::init<int>, mp::method<&Counter::add>, mp::method<&Counter::value>,
                                 mp::method<&Counter::fail>, mp::method<&Counter::interrupt>,
                                 mp::method<&Counter::copy>, mp::method<&Counter::take>);
}

/// A manager of counters and events whose server runs.
[[nodiscard]] inline mp::SyncManager counters(mp::ManagerOptions options = {}) {
  mp::SyncManager manager(std::move(options));
  register_counter(manager);
  manager.start();
  return manager;
}

/// Waits until the server has so many objects: the end of a process is told to it by the system.
inline void await_objects(const mp::BaseManager& manager, std::size_t wanted) {
  while (manager.number_of_objects() != wanted) std::this_thread::yield();
}

}  // namespace conformance

template <>
struct multiprocessing::ProxyFor<conformance::Counter> {
  using type = conformance::CounterProxy;
};
