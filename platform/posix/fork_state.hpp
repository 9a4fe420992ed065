// SPDX-License-Identifier: BSL-1.0
// The two locks of a process that fork must take with it: process creation, and the tables of this layer.
#pragma once

#include <mutex>

namespace multiprocessing::platform {

/// Guards every table of this layer that a forked child uses as well. Held for a few instructions; fork waits for it,
/// so that the child finds the tables whole and the lock free.
[[nodiscard]] std::mutex& table_lock();

/// One lock around process creation. While it is held no other thread forks, not even by a call that goes past this
/// layer, so descriptors that are open for a moment without being registered or close-on-exec reach no stranger.
class creation_guard {
 public:
  creation_guard();
  ~creation_guard();
  creation_guard(const creation_guard&) = delete;
  creation_guard& operator=(const creation_guard&) = delete;

 private:
  bool outermost_;
};

}  // namespace multiprocessing::platform
