// SPDX-License-Identifier: BSL-1.0
// Asking a wait to end early.
#pragma once

#include <version>

#if defined(__cpp_lib_jthread)
#include <stop_token>
#endif

namespace multiprocessing {

#if defined(__cpp_lib_jthread)
/// Every wait of a lock, semaphore, event, condition or barrier takes one, and comes back early when a stop is asked
/// for. Only this process can ask: a token names threads of one process, and does not travel.
using StopToken = std::stop_token;
#else
/// The standard library has no std::stop_token (libc++ before 20, unless it is told to): nobody can ask for a stop.
class StopToken {
 public:
  ///@{
  /// As std::stop_token, without a source: false.
  [[nodiscard]] bool stop_requested() const noexcept { return false; }
  [[nodiscard]] bool stop_possible() const noexcept { return false; }
  ///@}
};
#endif

}  // namespace multiprocessing
