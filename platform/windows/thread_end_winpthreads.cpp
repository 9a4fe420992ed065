// SPDX-License-Identifier: BSL-1.0
// The end of a thread as MinGW-w64's threads have it, by a key whose values are destroyed.
//
// C++'s own way will not do: with MinGW-w64, g++ up to 15 destroys objects that are thread_local after their memory has
// been freed (GCC bug 80816, mingw-w64 bug 527; heaps were damaged by it under g++ 12.2). The callback of fiber-local
// storage comes too late: what it reads of pointers that are thread_local is in the record of the thread, which has
// been given to a new one by then (threads that spin in pthread_getspecific were seen with winpthreads 10.0).
#include <windows.h>

#include <pthread.h>

#include <memory>
#include <mutex>
#include <vector>

#include "common/fault.hpp"
#include "common/thread_end.hpp"
#include "platform/thread_end.hpp"

namespace multiprocessing::platform {
namespace {

/// Set while the static objects of the program are there.
struct program_phase {
  ~program_phase() { running = false; }
  bool running = true;
};
program_phase phase;

struct calls_key {
  calls_key() : failure(pthread_key_create(&key, run)) {}
  static void run(void* calls);

  pthread_key_t key{};
  int failure;
};

const calls_key& the_key() {
  static const calls_key made;
  return made;
}

void calls_key::run(void* calls) {
  if (!phase.running || calls == nullptr) return;  // winpthreads 10.0 destroys null pointers too, against POSIX
  const std::unique_ptr<thread_end_calls> owned(static_cast<thread_end_calls*>(calls));
  pthread_setspecific(the_key().key, calls);  // what is asked for in the meantime comes here
  owned->run();
  pthread_setspecific(the_key().key, nullptr);
}

result<> failed(std::string_view call, int code) {
  return error{call, std::error_code(code, std::generic_category()), {}};
}

}  // namespace

result<> at_thread_end(void (*function)(void*), void* argument) {
  if (the_key().failure != 0) return failed("pthread_key_create", the_key().failure);
  auto* calls = static_cast<thread_end_calls*>(pthread_getspecific(the_key().key));
  if (calls == nullptr) {
    auto made = std::make_unique<thread_end_calls>();
    if (auto fault = fault_at("pthread_setspecific")) return *fault;
    if (const int code = pthread_setspecific(the_key().key, made.get()); code != 0)
      return failed("pthread_setspecific", code);
    calls = made.release();
  }
  calls->add(function, argument);
  return {};
}

// Where a thread is detached while it ends, others hang in pthread_getspecific (winpthreads 10.0 under Wine 8.0: one
// run of the tests of dummy in eight). So they are kept, and joined when they have ended and another one is given up.
void detach_thread(std::thread thread) {
  static auto& guards_kept = *new std::mutex;  // never destroyed: threads may run longer than static objects live
  static auto& kept = *new std::vector<std::thread>;
  const std::lock_guard guard(guards_kept);
  std::erase_if(kept, [](std::thread& each) {
    if (WaitForSingleObject(pthread_gethandle(each.native_handle()), 0) != WAIT_OBJECT_0) return false;
    each.join();
    return true;
  });
  kept.push_back(std::move(thread));
}

}  // namespace multiprocessing::platform
