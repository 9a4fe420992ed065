// SPDX-License-Identifier: BSL-1.0
// Waits that end because somebody asks their thread to stop.
#pragma once

#include <thread>

#include "conformance/host/helpers.hpp"

namespace conformance {

/// Runs `wait(token)` without a timeout while another thread asks for a stop; then once more, when it has been asked
/// for already. That it comes back at all is what is shown.
///
/// \tparam Event  By which the other thread lets a moment pass.
template <class Event, class Wait>
void expect_end(Wait wait) {
#if defined(__cpp_lib_jthread)
  std::stop_source source;
  Event never;
  std::thread asker([&] {
    (void)never.wait(a_while);
    source.request_stop();
  });
  wait(source.get_token());
  asker.join();
  wait(source.get_token());
#else
  static_cast<void>(wait);
  unsupported("the standard library has no std::stop_token");
#endif
}

}  // namespace conformance
