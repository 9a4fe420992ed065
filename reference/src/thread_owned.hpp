// SPDX-License-Identifier: BSL-1.0
// What each thread has of its own. `thread_local` is for pointers and numbers here: where something has to be
// destroyed, not every compiler does so in time (platform/windows/thread_end_winpthreads.cpp).
#pragma once

#include <memory>

#include "platform/thread_end.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {

/// The T of this thread: made when it is first asked for, destroyed when the thread ends. One of a kind for each T.
template <class T>
T& thread_owned() {
  thread_local T* mine = nullptr;
  if (mine == nullptr) {
    auto made = std::make_unique<T>();
    const auto destroy = [](void* object) {
      mine = nullptr;  // what else ends now may ask for another one
      delete static_cast<T*>(object);
    };
    checked(platform::at_thread_end(destroy, made.get()));
    mine = made.release();
  }
  return *mine;
}

}  // namespace multiprocessing::detail
