// SPDX-License-Identifier: BSL-1.0
// What the tests of pools have their workers do.
#pragma once

#include <string>
#include <thread>
#include <vector>

#include "methods.hpp"

namespace pool_tasks {

namespace mp = multiprocessing;
using namespace std::chrono_literals;

inline int square(int n) { return n * n; }
inline std::int64_t pid() { return *mp::current_process().pid(); }
inline void die() { std::_Exit(3); }
inline void hang() { std::this_thread::sleep_for(1h); }

inline mp::PoolOptions of(mp::StartMethod method, int processes) {
  mp::PoolOptions options;
  options.processes = processes;
  options.start_method = method;
  return options;
}

inline std::vector<int> up_to(int n) {
  std::vector<int> all;
  for (int i = 0; i < n; ++i) all.push_back(i);
  return all;
}

template <class T>
std::string text_of_failure(const mp::AsyncResult<T>& result) {
  try {
    (void)result.get();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace pool_tasks
