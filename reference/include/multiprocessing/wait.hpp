// SPDX-License-Identifier: BSL-1.0
// wait: until any of several connections and processes is ready.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "multiprocessing/connection.hpp"
#include "multiprocessing/listener.hpp"
#include "multiprocessing/process.hpp"
#include "multiprocessing/timeout.hpp"

namespace multiprocessing {

/// Anything that wait() can wait for.
class Waitable {
 public:
  /// Ready when it has a message, or has come to its end.
  Waitable(const Connection& connection) : native_(connection.fileno()) {}
  /// Ready when the process has ended.
  Waitable(Sentinel sentinel) noexcept : native_(sentinel.native()) {}
  /// Ready when somebody has connected.
  Waitable(const Listener& listener) : native_(listener.fileno()) {}
  /// Any handle of the system that can be waited for: `Waitable::of(socket.native_handle())` of a socket of Boost.Asio.
  [[nodiscard]] static Waitable of(std::intptr_t native) noexcept { return Waitable(native); }
  /// The descriptor or handle that the system waits for.
  [[nodiscard]] std::intptr_t native() const noexcept { return native_; }

 private:
  explicit Waitable(std::intptr_t native) noexcept : native_(native) {}
  std::intptr_t native_;
};

/// Waits until any of the objects is ready: a connection that has a message or has come to its end, a process that has
/// ended, a listener that somebody has connected to, a socket that can be read. Any number of objects.
///
/// \param timeout  How long. `std::nullopt` waits without limit; zero or less looks once.
/// \returns        The indices of those that are ready, in order; empty if the time ran out.
///
/// Errors   OSError if an object has been closed.
///
/// Promises WAIT-READY-ONLY, WAIT-READY-ALL, WAIT-READY-EOF, WAIT-MIXED, WAIT-LISTENER, WAIT-MANY,
///          WAIT-TIMEOUT-EMPTY
/// Source   CPython 3.14 docs, library/multiprocessing, multiprocessing.connection.wait
[[nodiscard]] std::vector<std::size_t> wait(std::span<const Waitable> objects, Timeout timeout = std::nullopt);
/// The same of objects in braces: `wait({connection, process.sentinel()})`.
[[nodiscard]] inline std::vector<std::size_t> wait(std::initializer_list<Waitable> objects,
                                                   Timeout timeout = std::nullopt) {
  return wait(std::span<const Waitable>(objects.begin(), objects.size()), timeout);
}

}  // namespace multiprocessing
