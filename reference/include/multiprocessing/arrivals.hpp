// SPDX-License-Identifier: BSL-1.0
// The outcomes of an imap that nobody has asked for yet.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <utility>

#include "multiprocessing/monitor.hpp"
#include "multiprocessing/outcome.hpp"

namespace multiprocessing::detail {

/// Keeps outcomes until somebody asks for them.
template <class R>
class Arrivals final : public Sink<R> {
 public:
  void deliver(std::size_t index, Outcome<R> outcome) override {
    const Monitor::Guard guard(monitor_);
    arrived_.emplace(index, std::move(outcome));
    monitor_.notify_all();
  }
  /// The outcome of that call, or of any; nothing if the time runs out.
  std::optional<Outcome<R>> take(std::optional<std::size_t> index, const Timeout& timeout) {
    Monitor::Guard guard(monitor_);
    const auto find = [&] { return index ? arrived_.find(*index) : arrived_.begin(); };
    if (!monitor_.wait(guard, deadline_after(timeout), [&] { return find() != arrived_.end(); })) return std::nullopt;
    return std::move(arrived_.extract(find()).mapped());
  }

 private:
  Monitor monitor_;
  std::map<std::size_t, Outcome<R>> arrived_;
};

}  // namespace multiprocessing::detail
