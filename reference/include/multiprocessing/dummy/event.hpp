// SPDX-License-Identifier: BSL-1.0
// Event among threads.
#pragma once

#include <memory>
#include <string>

#include "multiprocessing/dummy/monitor.hpp"

namespace multiprocessing::dummy {

/// multiprocessing::Event, among the threads of this process.
///
/// Promises DUMMY-EVENT, DUMMY-STOP, DUMMY-TEXT
class Event {
 public:
  /// Not set.
  Event();
  /// Whether it is set at this moment.
  [[nodiscard]] bool is_set() const;
  /// Wakes everybody who waits, even if it is cleared again at once.
  void set();
  /// Takes the flag back.
  void clear();
  /// Waits until it is set. \returns false if the time ran out first.
  bool wait(Timeout timeout = std::nullopt) { return wait(StopToken(), timeout); }
  /// The same, and false if `stop` asks to give up, which wakes the waiter.
  bool wait(StopToken stop, Timeout timeout = std::nullopt);
  /// As that of multiprocessing::Event.
  friend std::string to_string(const Event& event);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// As that of multiprocessing::Event.
[[nodiscard]] std::string to_string(const Event& event);

}  // namespace multiprocessing::dummy
