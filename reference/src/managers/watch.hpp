// SPDX-License-Identifier: BSL-1.0
// Sees that a client has gone while its call waits for something: nobody else would end that wait.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "multiprocessing/connection.hpp"
#include "multiprocessing/dummy/monitor.hpp"

namespace multiprocessing::detail {

class Watch {
 public:
  Watch();
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// Requests the interruption when something can be received from the connection. Between calls a client says
  /// nothing, so that is its end.
  void begin(std::shared_ptr<dummy::detail::Interruption> interruption, const Connection& connection);
  void end(const dummy::detail::Interruption* interruption);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace multiprocessing::detail
