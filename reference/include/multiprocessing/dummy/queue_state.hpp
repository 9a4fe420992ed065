// SPDX-License-Identifier: BSL-1.0
// What the copies of a queue among threads share.
#pragma once

#include <cstddef>
#include <deque>

#include "multiprocessing/dummy/monitor.hpp"

namespace multiprocessing::dummy::detail {

template <class T>
struct QueueState {
  Monitor monitor;
  std::size_t maxsize = 0;
  std::deque<T> items;
  std::size_t unfinished = 0;
  bool used = false;
  bool shut_down = false;

  [[nodiscard]] bool full() const noexcept { return maxsize != 0 && items.size() >= maxsize; }
};

}  // namespace multiprocessing::dummy::detail
