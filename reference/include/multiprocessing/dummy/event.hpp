// SPDX-License-Identifier: BSL-1.0
// Event among threads.
#pragma once

#include <memory>

#include "multiprocessing/dummy/monitor.hpp"

namespace multiprocessing::dummy {

/// multiprocessing::Event, among the threads of this process.
///
/// Promises DUMMY-EVENT
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
  bool wait(Timeout timeout = std::nullopt);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace multiprocessing::dummy
