// SPDX-License-Identifier: BSL-1.0
// Waking a waiter when somebody asks it to stop.
#pragma once

#include <atomic>
#include <chrono>
#include <thread>
#include <utility>

#include "multiprocessing/stop_token.hpp"

namespace multiprocessing::detail {

/// As long as it lives, `wake` is called once when a stop is asked for, by whoever asks. Nobody can ask where the
/// standard library has no stop tokens (libc++ 17).
template <class Wake>
class [[maybe_unused]] OnStop {
 public:
#if defined(__cpp_lib_jthread)
  OnStop(const StopToken& stop, Wake wake) : callback_(stop, Call{std::move(wake), &progress_}) {}
  OnStop(const OnStop&) = delete;
  OnStop& operator=(const OnStop&) = delete;

  ~OnStop() {
#if defined(_GLIBCXX_RELEASE) && !defined(_GLIBCXX_HAVE_LINUX_FUTEX)
    // Without futexes, libstdc++ 12's ~stop_callback may sleep for ever if the call ends just then on another thread
    // (__atomic_wait_address_bare; 3 of 96 under Wine). So the asker gets the time to end it before.
    if (progress_ == Progress::none) return;
    while (progress_ != Progress::over) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
#endif
  }

 private:
  enum class Progress { none, called, over };
  struct Call {
    void operator()() {
      *progress = Progress::called;
      wake();
      *progress = Progress::over;
    }
    Wake wake;
    std::atomic<Progress>* progress;
  };

  std::atomic<Progress> progress_{Progress::none};
  std::stop_callback<Call> callback_;
#else
  OnStop(const StopToken&, const Wake&) noexcept {}
#endif
};

}  // namespace multiprocessing::detail
