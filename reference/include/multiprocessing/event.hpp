// SPDX-License-Identifier: BSL-1.0
// Event: a flag that processes wait for.
#pragma once

#include <memory>

#include "multiprocessing/serialization.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

namespace detail {
struct EventState;
}

/// Copies name the same event.
class Event {
 public:
  Event();
  [[nodiscard]] bool is_set() const;
  void set();
  void clear();
  bool wait(Timeout timeout = std::nullopt);

  void save(detail::OutputArchive& archive) const;
  void load(detail::InputArchive& archive);

 private:
  std::shared_ptr<detail::EventState> state_;
};

}  // namespace multiprocessing
