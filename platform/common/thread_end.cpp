// SPDX-License-Identifier: BSL-1.0
// The end of a thread as C++ has it: objects of the thread are destroyed.
#include "platform/thread_end.hpp"

#include "common/thread_end.hpp"

namespace multiprocessing::platform {
namespace {

struct calls_of_thread : thread_end_calls {
  ~calls_of_thread() { run(); }
};

thread_local calls_of_thread calls;

}  // namespace

result<> at_thread_end(void (*function)(void*), void* argument) {
  calls.add(function, argument);
  return {};
}

void detach_thread(std::thread thread) { thread.detach(); }

}  // namespace multiprocessing::platform
