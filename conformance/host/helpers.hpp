// SPDX-License-Identifier: BSL-1.0
// What most bodies need: children that do not outlive the case, their answers, time that has passed, bytes to send.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "multiprocessing/multiprocessing.hpp"

namespace conformance {

namespace mp = multiprocessing;
using namespace std::chrono_literals;

/// A process that has been started. If the body is left early, by a failed BOOST_REQUIRE or an exception, it is killed,
/// so that the case reads `fail` and not `hang`.
class Child {
 public:
  template <class... Arguments>
  explicit Child(Arguments&&... arguments) : process_(std::forward<Arguments>(arguments)...) {
    process_.start();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    try {
      if (process_.is_alive()) {
        process_.kill();
      }
      process_.join();
    } catch (...) {
      // Closed by the body, or the body is the child itself: nothing is left to be ended.
    }
  }

  mp::Process& operator*() noexcept { return process_; }
  mp::Process* operator->() noexcept { return &process_; }

 private:
  mp::Process process_;
};

/// Starts a process with this target and these arguments, waits for its end, and says how it ended.
template <class... Arguments>
[[nodiscard]] std::optional<int> exitcode_of(Arguments&&... arguments) {
  Child child(std::forward<Arguments>(arguments)...);
  child->join();
  return child->exitcode();
}

// The answers of a child, unlike the code of one that just ends (0) and of one that throws (1).
inline constexpr int yes = 42;
inline constexpr int no = 43;

/// Ends a child with its answer.
[[noreturn]] inline void answer(bool value) { mp::exit(value ? yes : no); }

/// Whether `action` throws an `Error`; for children, which may not use BOOST_CHECK_THROW.
template <class Error, class Action>
[[nodiscard]] bool throws(Action&& action) {
  try {
    std::forward<Action>(action)();
  } catch (const Error&) {
    return true;
  }
  return false;
}

/// The time since it was made, on the clock that all timeouts are measured by.
class Stopwatch {
 public:
  [[nodiscard]] std::chrono::nanoseconds elapsed() const { return std::chrono::steady_clock::now() - start_; }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Long enough to be seen on any clock, short enough to be waited for.
inline constexpr std::chrono::nanoseconds a_while = 60ms;

/// `size` bytes in a pattern that depends on `seed`, so that a cut, a gap or a mixture of two shows.
[[nodiscard]] inline std::string pattern(std::size_t size, std::uint32_t seed = 0) {
  std::string text(size, '\0');
  std::uint32_t state = seed * 2654435761U + 12345U;
  for (auto& character : text) {
    state = state * 1664525U + 1013904223U;
    character = static_cast<char>('!' + (state >> 24U) % 90U);
  }
  return text;
}

}  // namespace conformance
