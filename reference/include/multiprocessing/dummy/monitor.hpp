// SPDX-License-Identifier: BSL-1.0
// How the objects of this folder wait, and a way to end a wait from outside.
#pragma once

#include <atomic>
#include <mutex>

#include "multiprocessing/monitor.hpp"
#include "multiprocessing/stop_token.hpp"

namespace multiprocessing::dummy::detail {

using multiprocessing::detail::Deadline;
using multiprocessing::detail::deadline_after;
using multiprocessing::detail::Monitor;

/// Thrown out of a wait that was ended from outside. No error of the program: it is no std::exception.
struct Interrupted {};

/// Ends the waits of one thread. A server gives one to each thread that serves a client, and requests it when the
/// client has gone: nobody else would end a get from a queue that stays empty.
class Interruption {
 public:
  Interruption() = default;
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  virtual ~Interruption() = default;

  /// From any thread, which is in no Visit: the wait that goes on, and every later one, throws Interrupted.
  void request();
  [[nodiscard]] bool requested() const noexcept { return requested_; }

  /// The waits of this thread can be ended by `interruption` as long as the scope lasts.
  class Scope {
   public:
    explicit Scope(Interruption& interruption) noexcept;
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
  };

 protected:
  /// Called before the thread waits, with the monitor locked: it may not visit another.
  virtual void about_to_wait() {}

 private:
  friend class Visit;
  std::mutex mutex_;  // taken before the mutex of a monitor, never after it
  std::atomic<bool> requested_ = false;
  Monitor* visited_ = nullptr;
};

/// Holds a monitor's mutex. A thread in a visit does not begin another.
class Visit {
 public:
  enum class Interruptible { yes, no };
  explicit Visit(Monitor& monitor, Interruptible interruptible = Interruptible::yes);
  ~Visit();
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

  /// Waits until `done()`, at most until the deadline. \returns what it said last.
  template <class Predicate>
  bool wait(const Deadline& until, Predicate done) {
    while (!done()) {
      if (!wait_for_change(until)) return done();
    }
    return true;
  }
  void tell_all() { monitor_.notify_all(); }

 private:
  /// False if the deadline has passed. Throws Interrupted.
  bool wait_for_change(const Deadline& until);

  Monitor& monitor_;
  Interruption* interruption_;
  Monitor::Guard guard_;
};

/// The ValueError of an object that was moved from.
[[noreturn]] void refuse_moved(const char* what);
/// The OSError of an object that is closed.
[[noreturn]] void refuse_closed(const char* what);

/// `state` itself; ValueError if there is none.
template <class Pointer>
const Pointer& live(const Pointer& state, const char* what) {
  if (!state) refuse_moved(what);
  return state;
}

}  // namespace multiprocessing::dummy::detail
