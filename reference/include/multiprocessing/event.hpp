// SPDX-License-Identifier: BSL-1.0
// Event: a flag that processes wait for.
#pragma once

#include <memory>
#include <string>

#include "multiprocessing/serialization.hpp"
#include "multiprocessing/stop_token.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

namespace detail {
struct EventState;
}

/// A flag, at first not set. Copies name the same event. It has no lock inside, so that no process which is killed can
/// leave the others waiting.
///
/// Fork     Usable in a forked child. Under spawn pass it as an argument.
class Event {
 public:
  /// Not set.
  ///
  /// Errors   UnsupportedError if processes cannot wait for one another here.
  Event();
  /// Whether the flag is set at this moment.
  [[nodiscard]] bool is_set() const;

  /// Sets the flag and wakes everybody who waits, even if it is cleared again at once.
  ///
  /// Promises EVENT-SET, EVENT-SET-WAKES-ALL, EVENT-PROCESSES
  void set();

  /// Takes the flag back; who waits goes on waiting.
  void clear();

  /// Waits until the flag is set.
  ///
  /// \param timeout  How long. `std::nullopt` waits without limit; zero or less looks once and returns.
  /// \returns        true if it is set, or was at any time while this waited; false if the time ran out.
  ///
  /// May return up to 100 ms late if the process that set the flag was killed in the middle of it.
  ///
  /// Promises EVENT-WAIT-SET, EVENT-WAIT-TIMEOUT, EVENT-WAITER-KILLED
  /// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.Event
  /// Differs  Python's waits for every waiter to say that it has woken, and hangs if one of them was killed.
  bool wait(Timeout timeout = std::nullopt);
  /// The same, and false if `stop` asks to give up. A request wakes the waiter; one that comes in the very moment when
  /// it falls asleep is seen within 100 ms.
  ///
  /// Promises EVENT-WAIT-STOP
  bool wait(StopToken stop, Timeout timeout = std::nullopt);

  /// `<Event at 0x… set>` or `<Event at 0x… unset>`.
  ///
  /// Promises EVENT-PRINTED
  friend std::string to_string(const Event& event);

  void save(detail::OutputArchive& archive) const;
  void load(detail::InputArchive& archive);

 private:
  std::shared_ptr<detail::EventState> state_;
};

[[nodiscard]] std::string to_string(const Event& event);

}  // namespace multiprocessing
