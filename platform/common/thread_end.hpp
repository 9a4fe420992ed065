// SPDX-License-Identifier: BSL-1.0
// What one thread has to do at its end. Families differ in who calls it then.
#pragma once

#include <vector>

namespace multiprocessing::platform {

class thread_end_calls {
 public:
  void add(void (*function)(void*), void* argument) { calls_.push_back({function, argument}); }

  /// A call may add more.
  void run() {
    while (!calls_.empty()) {
      const call last = calls_.back();
      calls_.pop_back();
      last.function(last.argument);
    }
  }

 private:
  struct call {
    void (*function)(void*);
    void* argument;
  };
  std::vector<call> calls_;
};

}  // namespace multiprocessing::platform
