// SPDX-License-Identifier: BSL-1.0
// Waking a waiter when somebody asks it to stop.
#pragma once

#include <utility>

#include "multiprocessing/stop_token.hpp"

namespace multiprocessing::detail {

/// As long as it lives, `wake` is called once when a stop is asked for, by whoever asks.
template <class Wake>
class OnStop {
 public:
#if defined(__cpp_lib_jthread)
  OnStop(const StopToken& stop, Wake wake) : callback_(stop, std::move(wake)) {}

 private:
  std::stop_callback<Wake> callback_;
#else
  OnStop(const StopToken&, const Wake&) noexcept {}
#endif
};

}  // namespace multiprocessing::detail
